/** A peer that holds a handshake for 10 s holds up nothing else of the board, by the real clock. */
import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildNative, missingForNative, NATIVE, said, sourcesOf } from './native-build';
import { serveBytes } from './native-tls-servers';

const held = suite('native-tls-held');
const missing = missingForNative();
if (missing !== undefined) console.log(`skipped: TLS of the board, a held handshake: ${missing}`);

const RULES = [
  'it is held for more than 10 s',
  'no look at it waits',
  'every reading is taken in its time',
  'the lease that is renewed never runs out',
  'a cut-off comes in its time',
  'the lease of a board that hangs runs out in its time',
];
let text = '';

held.before(async () => {
  if (missing !== undefined) return;
  const desk = readdirSync(`${NATIVE}/desk`).filter((file) => file.endsWith('.c'));
  const parts = ['guard', 'rs485', 'pulses', 'board-system', 'journal-flash'];
  const sources = [
    ...sourcesOf('tls'),
    ...parts.map((part) => `${NATIVE}/${part}.c`),
    ...desk.map((file) => `${NATIVE}/desk/${file}`),
  ];
  // As the desk's stand-ins are compiled for their own tests.
  const program = await buildNative('tls-held', sources, [
    '-D_DEFAULT_SOURCE',
    '-D_XOPEN_SOURCE=700',
  ]);
  const silent = await serveBytes(Buffer.alloc(0));
  text = (await said(program, [String(silent.port)])).text;
  silent.stop();
});

for (const rule of missing === undefined ? RULES : []) {
  held(`held handshake: ${rule}`, () => {
    assert.match(text, new RegExp(`^ok \\d+ - held handshake: ${rule}$`, 'm'), text);
  });
}

held.run();
