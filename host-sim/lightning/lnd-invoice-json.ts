/**
 * An invoice as LND's REST shows it (lnrpc.Invoice): all fields of recorded answers, in their
 * order, and those that newer versions add. Like LND, it shows an unpaid invoice's preimage too.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Invoice } from './backend';

const FEATURES = {
  '9': { name: 'tlv-onion', is_required: false, is_known: true },
  '14': { name: 'payment-addr', is_required: true, is_known: true },
  '17': { name: 'multi-path-payments', is_required: false, is_known: true },
};

/** The `Invoice` message as `GET /v1/invoice/{hash}` answers it. */
export function invoiceJson(invoice: Invoice) {
  return {
    memo: invoice.memo,
    r_preimage: base64.encode(hexToBytes(invoice.preimage.secret)),
    r_hash: base64.encode(hexToBytes(invoice.paymentHash)),
    value: satText(invoice.valueMilliSat),
    value_msat: String(invoice.valueMilliSat),
    settled: invoice.state === 'SETTLED',
    creation_date: String(invoice.createdAtSec),
    settle_date: String(invoice.settledAtSec),
    payment_request: invoice.paymentRequest,
    description_hash: null,
    expiry: String(invoice.expirySec),
    fallback_addr: '',
    cltv_expiry: String(invoice.cltvExpiry),
    route_hints: [],
    private: false,
    add_index: String(invoice.addIndex),
    settle_index: String(invoice.settleIndex),
    // Deprecated by LND and still there: mSat in this one, although its name does not say so.
    amt_paid: String(invoice.paidMilliSat),
    amt_paid_sat: satText(invoice.paidMilliSat),
    amt_paid_msat: String(invoice.paidMilliSat),
    state: invoice.state,
    htlcs: htlcsJson(invoice),
    features: FEATURES,
    is_keysend: false,
    payment_addr: base64.encode(hexToBytes(invoice.paymentSecret)),
    is_amp: false,
    amp_invoice_state: {},
    is_blinded: false,
    blinded_path_config: null,
  };
}

/** What is settled came in one part, and so did what is held. */
function htlcsJson(invoice: Invoice) {
  const isHeld = invoice.isHold && invoice.state === 'ACCEPTED';
  return isHeld || invoice.state === 'SETTLED' ? [htlcJson(invoice)] : [];
}

/** The desk's nodes pay in one part; channel and heights are not modelled and stay 0. */
function htlcJson(invoice: Invoice) {
  return {
    chan_id: '0',
    htlc_index: String(Math.max(0, invoice.settleIndex - 1)),
    amt_msat: String(invoice.paidMilliSat),
    accept_height: 0,
    accept_time: String(invoice.settledAtSec),
    resolve_time: String(invoice.settledAtSec),
    expiry_height: 0,
    state: invoice.state,
    custom_records: {},
    mpp_total_amt_msat: String(invoice.paidMilliSat),
    amp: null,
    custom_channel_data: '',
  };
}

const satText = (milliSat: number): string => String(Math.floor(milliSat / 1_000));
