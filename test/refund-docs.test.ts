/** docs/refunds.md says of each kind what the board asks, and what the kind promises. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PAYOUT_FIELDS } from '../src/config/payout-config';
import { PAYOUT_KIND_NAMES, PAYOUT_KINDS, voucherOf } from '../src/payment/payout/kinds';
import { SETTLES_MS } from '../src/payment/payout/voucher';
import { PAYMENT } from './contract/payout-answers';

const docs = suite('refund docs');

const page = readFileSync('docs/refunds.md', 'utf8');
const section = (kind: string) => page.split(`\n### ${kind}\n`)[1]?.split('\n##')[0] ?? '';
const ID = 'eKbrKxF2PAi8wNX65ab4HM';
const PLACE = {
  account: 'STORE',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const VOUCHER = { label: 'l', memo: 'm', amountMilliSat: 1_000, expiresAtSec: 1 };

for (const kind of PAYOUT_KIND_NAMES) {
  const node = PAYOUT_KINDS[kind];
  const voucher = voucherOf(kind);
  docs(`${kind}: every request is in its table`, () => {
    const { hash } = PAYMENT;
    const requests = [
      node.pay(PAYMENT, PLACE),
      node.lookUp(hash, PLACE),
      ...(voucher === undefined
        ? []
        : [
            voucher.create(VOUCHER, PLACE),
            voucher.lookUp(ID),
            voucher.close(VOUCHER, ID, PLACE),
            ...(voucher.find === undefined ? [] : [voucher.find.request('l')]),
            ...(voucher.show === undefined ? [] : [voucher.show.request(ID)]),
          ]),
    ];
    for (const { method, path } of requests) {
      const bare = path.secret.split(/\?(?!limit)/)[0]!.replace(ID, 'ID');
      const shown = bare.replace(hash, 'HASH').replace(/track\/.*/, 'track/HASH');
      assert.ok(section(kind).includes(`| \`${method} ${shown}\``), `${method} ${shown}`);
    }
  });

  docs(`${kind}: what is said of a repeat and of fees is what the code says`, () => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\` `)) ?? '';
    const [, , twice = '', fee = ''] = row.split('|').map((cell) => cell.trim());
    assert.is(twice.startsWith('paid once'), node.isIdempotent, row);
    assert.is(fee.startsWith('yes'), node.limitsFee, row);
  });
}

docs('every field of the configuration is explained', () => {
  for (const name of PAYOUT_FIELDS) assert.match(page, `\`${name}\``);
  assert.is(SETTLES_MS, 120_000);
  assert.match(page, 'two minutes after it');
});

docs.run();
