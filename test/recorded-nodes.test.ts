/** What real nodes answered, byte by byte, as the board reads it. Sources: vectors/nodes/README. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KnownInvoice, NewInvoice } from '../src/payment/nodes/blueprint';
import { CORE_LIGHTNING } from '../src/payment/nodes/core-lightning';
import { LNBITS } from '../src/payment/nodes/lnbits';
import { LND } from '../src/payment/nodes/lnd';
import { PHOENIXD } from '../src/payment/nodes/phoenixd';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { picked } from './vectors/picked';

const recorded = suite('recorded nodes');

const FOLDER = 'test/vectors/nodes';
const body = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

const PLACE = {
  account: '',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const NEW: NewInvoice = {
  preimage: secret('00'.repeat(32)),
  amountMilliSat: 100_000,
  memo: 'm',
  label: 'l',
  expirySec: 120,
};
const known = (hash: string): KnownInvoice => ({
  hash,
  reference: '',
  value: milliSat(1_000_000),
});

const LND_HASH = '46ee7c45bddabf659b7bb5602797a9dc6995b290330b53645b91de1061572670';
const CLN_HASH = '7279b503a14344267e464829da26fcafa4e5a89c6d625a22b9345a874bdfbbf9';
const CLN_OPEN = '7e5375391640549587500c1bfa05d046e49d6278df8b1e9c98b7b551cf778d10';
const PHOENIXD_EXPIRED = '5307f75da2a466d75c43593f45d4452853ba745860c008c61d3d0d0f24789b6d';
const PHOENIXD_PAID = '595a3f4824254c6fdbf0b07ba5bcc3953abbdce94e583085683d102e5e85338a';

const LNBITS_HASH = '1084e2172c87ba74876da6bc5afef186d65b0be101d8ec4c992b15ffaa169544';
const LNBITS_PAID = '5d7ee3af76e25677a02ecc132e0e527eab8ffc92b0af2ae5cf16aae7706ecba2';

type Read = { readonly ok: boolean; readonly value?: unknown; readonly fault?: unknown };

/** Of each file: the status it came with, how it is read, and what of it must come out. */
const ROWS: Readonly<Record<string, readonly [read: (text: string) => Read, expected: object]>> = {
  'lnd/created.json': [
    (text) => LND.readCreated(200, picked(text, LND.createInvoice(NEW).pick), LND_HASH),
    { hash: LND_HASH },
  ],
  'lnd/open.json': [
    (text) => LND.readLookedUp(200, picked(text, LND.lookUpInvoice(LND_HASH).pick), LND_HASH),
    { state: 'open', value: 100_000, amountPaid: 0, expiresAtSec: 1_677_141_957 + 3_600 },
  ],
  // An element of a list, from before there were mSat: what is missing is not made up.
  'lnd/settled-of-list.json': [
    (text) => LND.readLookedUp(200, picked(text, LND.lookUpInvoice(LND_HASH).pick), LND_HASH),
    { fault: 'malformed' },
  ],
  // Hex where REST has base64: not LND's REST, and no hash of 32 bytes.
  'lnd/settled-hold-lncli.json': [
    (text) => LND.readLookedUp(200, picked(text, LND.lookUpInvoice(LND_HASH).pick), LND_HASH),
    { fault: 'malformed' },
  ],
  'core-lightning/created.json': [
    (text) =>
      CORE_LIGHTNING.readCreated(
        201,
        picked(text, CORE_LIGHTNING.createInvoice(NEW).pick),
        CLN_HASH,
      ),
    { hash: CLN_HASH },
  ],
  'core-lightning/open.json': [
    (text) => cln(201, text, CLN_OPEN),
    { state: 'open', value: 200_000, expiresAtSec: 1_738_604_800, memo: 'l22 description' },
  ],
  // Of waitinvoice, which we do not call: no list is no word on what is in it.
  'core-lightning/paid.json': [(text) => cln(201, text, CLN_OPEN), { fault: 'malformed' }],
  'core-lightning/missing-rune.json': [(text) => cln(403, text), { fault: 'refused' }],
  'core-lightning/not-permitted.json': [(text) => cln(401, text), { fault: 'refused' }],
  'core-lightning/unknown-method.json': [(text) => cln(404, text), { fault: 'malformed' }],
  'phoenixd/created.json': [
    (text) =>
      PHOENIXD.readCreated(200, picked(text, PHOENIXD.createInvoice(NEW, PLACE).pick), NEW, PLACE),
    { hash: 'f419207c9edde9021ebfb6bd0df6bd0a6606ecaf935357cc2f362e30835c3765', reference: '' },
  ],
  'phoenixd/expired.json': [
    (text) => phoenixd(200, text, PHOENIXD_EXPIRED),
    { state: 'open', value: 1_000_000, amountPaid: 0, expiresAtSec: 1_750_941_675 },
  ],
  'phoenixd/paid.json': [
    (text) => phoenixd(200, text, PHOENIXD_PAID),
    { state: 'settled', value: 1_000_000, amountPaid: 1_050_000, memo: '1000 sat expiry 250s' },
  ],
  'phoenixd/no-access.txt': [(text) => phoenixd(401, text), { fault: 'refused' }],
  'lnbits/created.json': [
    (text) =>
      LNBITS.readCreated(201, picked(text, LNBITS.createInvoice(NEW, PLACE).pick), NEW, PLACE),
    { hash: LNBITS_HASH, reference: '' },
  ],
  'lnbits/pending.json': [
    (text) => lnbits(200, text, LNBITS_HASH),
    { state: 'open', value: 1_000_000, amountPaid: 0, memo: 'Teste Ghost Bot' },
  ],
  'lnbits/paid-0.10.json': [
    (text) => lnbits(200, text, LNBITS_PAID),
    { state: 'settled', value: 10_000, memo: 'test webhook' },
  ],
  'lnbits/not-found.json': [(text) => lnbits(404, text, LNBITS_PAID), { kind: 'not-found' }],
  'phoenixd/not-found.txt': [(text) => phoenixd(404, text), { kind: 'not-found' }],
};

function cln(status: number, text: string, hash = CLN_HASH): Read {
  const { pick } = CORE_LIGHTNING.lookUpInvoice(hash);
  return CORE_LIGHTNING.readLookedUp(status, picked(text, pick), hash);
}

function phoenixd(status: number, text: string, hash = PHOENIXD_PAID): Read {
  const { pick } = PHOENIXD.lookUpInvoice(known(hash), PLACE);
  return PHOENIXD.readLookedUp(status, picked(text, pick), known(hash));
}

function lnbits(status: number, text: string, hash: string): Read {
  const { pick } = LNBITS.lookUpInvoice(known(hash), PLACE);
  return LNBITS.readLookedUp(status, picked(text, pick), known(hash));
}

for (const [name, [read, expected]] of Object.entries(ROWS)) {
  recorded(`${name} is read as what it is`, () => {
    const { value, ...rest } = read(body(name));
    const found = { ...rest, ...(value as object | undefined) } as Record<string, unknown>;
    for (const [field, each] of Object.entries(expected)) assert.is(found[field], each, field);
  });
}

recorded('every recorded body is among them', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name !== 'README.md')
    .map((each) => `${each.parentPath.slice(FOLDER.length + 1)}/${each.name}`);
  assert.equal(files.sort(), Object.keys(ROWS).sort());
});

recorded.run();
