/** What the tests of the approver agree on: terms at 100 sat/kWh, limits, invoices, the link. */
import type { ApproverConfig } from '../src/approver/state';
import { secret } from '../src/secret';
import { readDemand } from '../src/terms/demand-document';
import { readOffer } from '../src/terms/offer-document';
import { milliSat } from '../src/units';
import { hashNumber, type InvoiceWish, makeInvoice, publicOf, SELLER_KEY } from './invoice-maker';
import { idOf, keysOf, START_SEC } from './protocol-bench';

export const LINK = '3f1c9b0a7d5e4f6182a3b4c5d6e7f809';
export const PATH = `/energy/${LINK}`;
export const PERIOD_SEC = 3_600;

const flat = (price: number) => ({
  shape: 'steps',
  knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }],
});

export const OFFER_DOCUMENT = {
  kind: 'initial',
  startSec: START_SEC,
  stopSec: START_SEC + PERIOD_SEC,
  meterNumber: '000300004816',
  importTariff: flat(100_000),
  payment: { minimumSat: 20, desiredSat: 50, maximumSat: 100 },
  depositSat: 200,
  prepaymentSat: 100,
  cutOffLevelSat: 20,
  reserveSat: 20,
  allowanceSat: 0,
  runwayMs: 90_000,
  voltage: { minimumMilliVolts: 207_000, maximumMilliVolts: 253_000 },
  voltageDiscountPerMille: 0,
  currentMaxMilliAmps: 32_000,
};

export const DEMAND_DOCUMENT = {
  meterNumber: '000300004816',
  durationSec: { minimum: 600, maximum: 86_400 },
  importTariff: flat(120_000),
  payment: { minimumSat: 10, maximumSat: 100 },
  depositMaxSat: 300,
  prepaymentMaxSat: 150,
  voltage: { minimumMilliVolts: 200_000, maximumMilliVolts: 260_000 },
  currentMinMilliAmps: 16_000,
};

/** Follows on the first, in its last minutes. */
export const RENEWAL_DOCUMENT = {
  ...OFFER_DOCUMENT,
  kind: 'renewal',
  startSec: START_SEC + PERIOD_SEC,
  stopSec: START_SEC + 2 * PERIOD_SEC,
  importTariff: flat(110_000),
  depositSat: 0,
};

export const OFFER = read(readOffer(OFFER_DOCUMENT));
export const TERMS = { reference: idOf(0xa1), offer: OFFER };

export const CONFIG: ApproverConfig = {
  network: 'regtest',
  origin: 'http://192.168.1.20',
  link: secret(LINK),
  description: 'Energy for flat 3',
  peer: keysOf(),
  payee: publicOf(SELLER_KEY),
  demand: read(readDemand(DEMAND_DOCUMENT)),
  limits: {
    aheadPerMille: 1_400,
    tolerancePerMille: 25,
    toleranceMilliSat: milliSat(5_000),
    hourMilliSat: milliSat(1_000_000),
    dayMilliSat: milliSat(5_000_000),
    saleMilliSat: milliSat(20_000_000),
  },
  node: { isIdempotent: true, isFailedFinal: true },
};

function read<Value>(result: { ok: true; value: Value } | { ok: false; fault: unknown }): Value {
  if (result.ok) return result.value;
  throw new Error(`bug: ${JSON.stringify(result.fault)}`);
}

/** Invoice of that number and amount in mSat, signed by the pinned node. */
export const invoiceOf = (
  number: number,
  amountMilliSat: number,
  change: Partial<InvoiceWish> = {},
): string =>
  makeInvoice({
    prefix: `bcrt${amountMilliSat}0p`,
    hash: hashNumber(number),
    timestampSec: START_SEC,
    expirySec: 120,
    cltv: 80,
    features: [9, 14, 17],
    more: [],
    key: SELLER_KEY,
    ...change,
  });
