import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig, secretNames } from '../src/config/board-config';
import { parseSecrets, SECRET_CHARACTERS_MAX } from '../src/config/secrets';
import { secretComplaints } from './config-complaints';
import { flatBoardDocument, secretsDocument } from './vectors/config';

const config = suite('config secrets');

const LABEL = '1 to 32 characters of a-z, 0-9 and -';
// ---- secrets

config('secrets are found by name, for all that the configuration names', () => {
  const parsed = parseSecrets(JSON.stringify(secretsDocument()));
  const board = parseConfig(flatBoardDocument());
  assert.ok(parsed.ok && board.ok);
  assert.equal(secretNames(board.value), ['node', 'flat-1-link']);
  for (const name of secretNames(board.value)) assert.ok(parsed.value.has(name), name);
  assert.not(parsed.value.has('constructor'));
});

const PLANTED = 'planted-s3cret';
const SECRET =
  'a text of 1 to 4096 printable ASCII characters, without spaces or line ends around it';
const BAD_SECRETS: [string, unknown, string[]][] = [
  ['another version', { version: 2, secrets: {} }, ['version: expected 1, got 2']],
  ['no secrets', { version: 1 }, ['secrets: expected an object, got nothing']],
  ['a list', { version: 1, secrets: [PLANTED] }, ['secrets: expected an object, got a list of 1']],
  [
    'a line end, which would start another header',
    { version: 1, secrets: { node: `${PLANTED}\r\nHost: x` } },
    [`secrets.node: expected ${SECRET}, got a text of 23 characters`],
  ],
  [
    'one that is too long, and one empty',
    { version: 1, secrets: { node: 'x'.repeat(SECRET_CHARACTERS_MAX + 1), link: '' } },
    [
      `secrets.node: expected ${SECRET}, got a text of 4097 characters`,
      `secrets.link: expected ${SECRET}, got a text of 0 characters`,
    ],
  ],
  [
    'a secret in place of its name',
    { version: 1, secrets: { [`${PLANTED}=`]: 'node' } },
    [`secrets: expected names of ${LABEL}, got a name of 15 characters`],
  ],
  [
    'a secret beside the secrets',
    { version: 1, secrets: {}, node: PLANTED },
    ['node: expected a known field (one of version, secrets), got a text of 14 characters'],
  ],
];

for (const [name, document, expected] of BAD_SECRETS) {
  config(`secrets: refuses ${name}, and shows nothing of it`, () => {
    const said = secretComplaints(document);
    assert.equal(said, expected);
    assert.not(said.join(' ').includes(PLANTED));
  });
}

config('secrets: the longest one allowed is accepted', () => {
  const node = 'x'.repeat(SECRET_CHARACTERS_MAX);
  assert.equal(secretComplaints({ version: 1, secrets: { node } }), []);
});

config.run();
