/**
 * The table of messages: each fault is really provoked, on a pseudo-terminal or a server on
 * loopback, and what the command says names what happened, what was done and what to do.
 */
import process from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assert as assertBug } from '../src/result';
import { bundleCommand, type Command, removeCommands } from './command-bench';
import type { MessageRow } from './message-row';
import { ADDRESS, meterRows } from './meter-messages';
import { type PullBench, startPullBench } from './pull-bench';
import { pullRows } from './pull-messages';
import { openSerialBench } from './serial-bench';

const messages = suite('messages');
let meter: Command;
let pull: Command;
let wallets: PullBench;

messages.before(async () => {
  meter = await bundleCommand('meter');
  pull = await bundleCommand('pull');
  wallets = await startPullBench();
});
messages.after(async () => {
  removeCommands();
  await wallets.stop();
});

function check({ name, provoke, code, happened, done, todo }: MessageRow): void {
  messages(`messages: ${name}`, async () => {
    const ended = await provoke();
    assert.is(ended.code, code, ended.output);
    assert.match(ended.output, happened);
    assert.match(ended.output, done);
    assert.match(ended.output, todo);
  });
}

const serial = await openSerialBench(ADDRESS);
if (typeof serial === 'string') {
  assertBug(process.env['CI'] !== 'true', `messages of a meter cannot be provoked: ${serial}`);
  console.log(`skipped: messages of a meter: ${serial}`);
} else {
  messages.after(() => serial.close());
  messages.after.each(() => serial.answerBy(undefined));
  for (const row of meterRows(serial, () => meter)) check(row);
}
for (const row of pullRows(
  () => wallets,
  () => pull,
)) {
  check(row);
}

messages.run();
