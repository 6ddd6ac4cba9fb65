/** Which kinds of node can pay: the words of a configuration, and who answers to them. */
import type { NodeKind } from '../nodes/kinds';
import type { PayoutBlueprint } from './blueprint';
import { BTCPAY_PAYOUT } from './btcpay';
import { BTCPAY_VOUCHER } from './btcpay-voucher';
import { CORE_LIGHTNING_PAYOUT } from './core-lightning';
import { LNBITS_PAYOUT } from './lnbits';
import { LNBITS_VOUCHER } from './lnbits-voucher';
import { LND_PAYOUT } from './lnd';
import { PHOENIXD_PAYOUT } from './phoenixd';
import type { VoucherBlueprint } from './voucher';

/** A Lightning address has no credential that could pay. */
export type PayoutKind = Exclude<NodeKind, 'lightning-address'>;

export const PAYOUT_KINDS: Readonly<Record<PayoutKind, PayoutBlueprint>> = Object.freeze({
  lnd: LND_PAYOUT,
  'core-lightning': CORE_LIGHTNING_PAYOUT,
  phoenixd: PHOENIXD_PAYOUT,
  lnbits: LNBITS_PAYOUT,
  btcpay: BTCPAY_PAYOUT,
});

export const PAYOUT_KIND_NAMES: readonly PayoutKind[] = Object.freeze([
  'lnd',
  'core-lightning',
  'phoenixd',
  'lnbits',
  'btcpay',
]);

/** Undefined: a node of this kind makes no vouchers. */
export function voucherOf(kind: PayoutKind): VoucherBlueprint | undefined {
  switch (kind) {
    case 'lnbits':
      return LNBITS_VOUCHER;
    case 'btcpay':
      return BTCPAY_VOUCHER;
    case 'lnd':
    case 'core-lightning':
    case 'phoenixd':
      return undefined;
  }
}
