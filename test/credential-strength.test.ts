/** What LND's macaroons and Core Lightning's runes say themselves of what they allow. */
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64url, base64urlnopad } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStrongMacaroon } from '../src/payment/nodes/macaroon';
import { isStrongRune } from '../src/payment/nodes/rune';

const test = suite('credential strength');

const byte = (value: number) => value.toString(16).padStart(2, '0');
const field = (tag: number, hex: string) => byte(tag) + byte(hex.length / 2) + hex;
const hexOf = (text: string) => bytesToHex(utf8ToBytes(text));

/** Version 2, location `lnd`, and an identifier with these operations, as macaroon-bakery's. */
function macaroon(operations: readonly (readonly string[])[]): string {
  const shown = operations.map(([entity = '', ...actions]) => {
    const op =
      field(0x0a, hexOf(entity)) + actions.map((each) => field(0x12, hexOf(each))).join('');
    return field(0x1a, op);
  });
  const id = `03${field(0x0a, '7d'.repeat(16))}${field(0x12, hexOf('17'))}${shown.join('')}`;
  const signature = field(0x06, 'ab'.repeat(32));
  return `0201${field(0x03, hexOf('lnd')).slice(2)}${field(0x02, id)}0000${signature}`;
}

const MACAROONS: readonly (readonly [string, readonly (readonly string[])[], boolean])[] = [
  [
    'the admin’s',
    [
      ['invoices', 'read', 'write'],
      ['offchain', 'read', 'write'],
    ],
    true,
  ],
  ['one that spends on chain', [['onchain', 'read', 'write']], true],
  ['one that makes others', [['macaroon', 'generate', 'read']], true],
  ['one for a payment', [['uri', '/routerrpc.Router/SendPaymentV2']], true],
  [
    'one for all calls of a board and coins',
    [['uri', '/lnrpc.Lightning/AddInvoice', '/lnrpc.Lightning/SendCoins']],
    true,
  ],
  [
    'invoice.macaroon',
    [
      ['address', 'read', 'write'],
      ['invoices', 'read', 'write'],
      ['onchain', 'read'],
    ],
    false,
  ],
  [
    'readonly.macaroon',
    [
      ['invoices', 'read'],
      ['offchain', 'read'],
      ['onchain', 'read'],
    ],
    false,
  ],
  [
    'that of docs/payments.md',
    [
      [
        'uri',
        '/invoicesrpc.Invoices/CancelInvoice',
        '/lnrpc.Lightning/AddInvoice',
        '/lnrpc.Lightning/LookupInvoice',
      ],
    ],
    false,
  ],
];
for (const [what, operations, isStrong] of MACAROONS) {
  test(`credential strength: ${what} is ${isStrong ? '' : 'not '}too strong`, () => {
    const hex = macaroon(operations);
    assert.is(isStrongMacaroon(hex), isStrong);
    assert.is(isStrongMacaroon(hex.toUpperCase()), isStrong);
  });
}

test('credential strength: cut anywhere, or no macaroon at all, nothing is thrown', () => {
  const hex = macaroon([['offchain', 'read', 'write']]);
  for (let end = 0; end < hex.length; end++) isStrongMacaroon(hex.slice(0, end));
  for (const text of ['', 'zz', '0a', '0a086f6666636861696e12ff']) {
    assert.is(isStrongMacaroon(text), false);
  }
});

function rune(restrictions: string, coder = base64url): string {
  const bytes = new Uint8Array(32 + restrictions.length).fill(7);
  for (let i = 0; i < restrictions.length; i++) bytes[32 + i] = restrictions.charCodeAt(i);
  return coder.encode(bytes);
}

const RUNES: readonly (readonly [string, boolean])[] = [
  ['=0', true],
  ['=3&rate=60', true],
  ['=3&method=invoice|method=pay', true],
  ['=3&method/pay', true],
  ['=3&method^list|method^get|method=summary', true],
  ['=3&method=invoice|method=listinvoices|method=delinvoice', false],
  [
    '=3&method=invoice|method=listinvoices|method=delinvoice&method/delinvoice|pnamestatus=unpaid',
    false,
  ],
  ['=3&rate=60&method=invoice', false],
  ['=3&method^list', false],
];
for (const [restrictions, isStrong] of RUNES) {
  test(`credential strength: ${restrictions} is ${isStrong ? '' : 'not '}too strong`, () => {
    assert.is(isStrongRune(rune(restrictions)), isStrong);
    assert.is(isStrongRune(rune(restrictions, base64urlnopad)), isStrong);
  });
}

test('credential strength: what is no rune is the node’s to refuse', () => {
  for (const text of ['', 'x', 'not base64!', 'AAAA']) assert.is(isStrongRune(text), false);
});

test.run();
