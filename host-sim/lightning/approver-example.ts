/**
 * The buyer of the session in `docs/protocol.md`: its demand, its limits, a meter at rest, a wallet
 * that pays all it is asked to, and a clock that stands still, so that every answer is as shown.
 */
import { peerKeys } from '../../src/protocol/mac';
import { secret } from '../../src/secret';
import { readDemand } from '../../src/terms/demand-document';
import { milliSat } from '../../src/units';
import { stream } from '../prng';
import type { ApproverServerOptions } from './approver-server';

/** 2026-11-26T00:00:00Z. */
const EPOCH_SEC = 1_795_651_200;
const SECRET = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const LINK = '3f1c9b0a7d5e4f6182a3b4c5d6e7f809';
/** Of a node whose secret key is SHA-256 of "node of the seller". */
const PAYEE = '031554be3fd4fa120d45bca0bc850bf728d68105d0f8c2a00776c0c4960b87ca24';
const REGISTER_MILLI_WATT_HOURS = 1_000_000;
const FEE_MILLI_SAT = 1_000;

export const EXAMPLE_PORT = 8_090;

const DEMAND = {
  meterNumber: '000300004816',
  durationSec: { minimum: 600, maximum: 86_400 },
  importTariff: {
    shape: 'steps',
    knots: [{ atSec: 0, priceMilliSatPerKilowattHour: 120_000 }],
  },
  payment: { minimumSat: 10, maximumSat: 100 },
  depositMaxSat: 300,
  prepaymentMaxSat: 150,
  voltage: { minimumMilliVolts: 200_000, maximumMilliVolts: 260_000 },
  currentMinMilliAmps: 16_000,
};

export function exampleOptions(port?: number): ApproverServerOptions {
  const demand = readDemand(DEMAND);
  if (!demand.ok) throw new Error('bug: the example is no demand');
  return {
    config: {
      network: 'regtest',
      link: secret(LINK),
      description: 'Energy for flat 3',
      peer: peerKeys(secret(SECRET)),
      payee: PAYEE,
      demand: demand.value,
      limits: {
        aheadPerMille: 1_400,
        tolerancePerMille: 25,
        toleranceMilliSat: milliSat(5_000),
        hourMilliSat: milliSat(1_000_000),
        dayMilliSat: milliSat(5_000_000),
        saleMilliSat: milliSat(20_000_000),
      },
      node: { isIdempotent: true, isFailedFinal: true },
    },
    wallet: { pay: (_, done) => done({ ok: true, value: { feeMilliSat: FEE_MILLI_SAT } }) },
    chance: stream(1, 'session'),
    epochMs: () => EPOCH_SEC * 1_000,
    register: () => REGISTER_MILLI_WATT_HOURS,
    ...(port === undefined ? {} : { port }),
  };
}
