/** The command line of `npm run pull`: what is wrong is one helpful line, and nothing is asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleCommand, type Command, removeCommands } from './command-bench';

const command = suite('pull usage');
const LINK = 'http://127.0.0.1:9/withdraw?q=k1-of-somebody';
const folder = mkdtempSync(join(tmpdir(), 'pull-usage-'));
const credential = join(folder, 'pull.macaroon');
let pull: Command;

command.before(async () => {
  writeFileSync(credential, '0201deadbeef');
  pull = await bundleCommand('pull');
});
command.after(() => {
  removeCommands();
  rmSync(folder, { recursive: true, force: true });
});

/** Arguments without a mistake, with some changed; undefined leaves one out. */
function parametersOf(changed: Readonly<Record<string, string | undefined>>): readonly string[] {
  const values: Record<string, string | undefined> = {
    node: 'lnd:https://127.0.0.1:9',
    credential,
    pin: 'ab'.repeat(32),
    link: LINK,
    network: 'regtest',
    sat: '10',
    state: join(folder, 'pulls'),
    'local-host': '127.0.0.1:9',
    ...changed,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
}

command('usage: --help explains every option and exit code', async () => {
  const { code, stdout } = await pull.run(['--help']);
  assert.is(code, 0);
  for (const word of ['--credential', '--pin', '--ca', '--resume', '--local-host', '69']) {
    assert.match(stdout, word);
  }
});

const CLN = { node: 'core-lightning:https://127.0.0.1:9' };

const WRONG: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
  ['no node', { node: undefined }, /--node is missing/],
  [
    'a node of another kind',
    { node: 'cln:https://127.0.0.1' },
    /lnd:https.* or core-lightning:https/,
  ],
  ['a node over plain http', { node: 'lnd:http://127.0.0.1:8080' }, /https/],
  ['a node with a path', { node: 'lnd:https://127.0.0.1:8080/v1' }, /nothing behind it/],
  ['no credential', { credential: undefined }, /--credential is missing/],
  ['a credential that is not there', { credential: 'no/such/file' }, /no such file/],
  ['a credential that is none', { credential: 'package.json' }, /not a macaroon/],
  ['no rune', { ...CLN, credential: undefined }, /file of a rune/],
  ['a macaroon as a rune', CLN, /not a rune/],
  ['no amount', { sat: undefined }, /--sat is missing/],
  ['half a sat', { sat: '0.5' }, /whole number of sat/],
  ['an unknown network', { network: 'bitcoin' }, /mainnet, testnet, signet, regtest/],
  ['pin and CA', { ca: 'x.pem' }, /one of the two/],
  ['a pin of 63 digits', { pin: 'a'.repeat(63) }, /64 hex digits/],
  ['a deadline that a board would not have', { deadline: '2m' }, /1s to 45s/],
  ['a link in a local network', { 'local-host': undefined }, /--local-host 127\.0\.0\.1:\d+/],
  ['resume with an amount', { resume: '0'.repeat(32) }, /with --resume/],
  ['resume with a path', { resume: '../x' }, /32 hex digits/],
];
for (const [name, changed, expected] of WRONG) {
  command(`usage: ${name} is one helpful line and exit 64`, async () => {
    const { code, stdout, stderr } = await pull.run(parametersOf(changed));
    assert.is(code, 64, stderr);
    assert.is(stdout, '');
    assert.is(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, expected);
  });
}

command('usage: a link in the wrong place is not repeated on the screen', async () => {
  const { code, output } = await pull.run([...parametersOf({}), LINK]);
  assert.is(code, 64);
  assert.match(output, 'belongs to no option');
  assert.not.match(output, 'k1-of-somebody');
});

command.run();
