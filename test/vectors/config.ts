/**
 * Two complete boards as an owner writes them, made for the tests: a parking space and a flat.
 * Each call gives a fresh copy, to be changed at will.
 */

/** A car at 32 A on one phase, walk-up buyers, 50 sat at a time, hourly steps. */
export const evBoardDocument = () => ({
  version: 1,
  board: { id: 'ev-1', name: 'Parking space 1' },
  network: 'regtest',
  meter: { type: 'sdm120', address: 1, upsideDown: false, intervalMs: 1_000 },
  supply: {
    breakerMilliAmps: 40_000,
    phases: 1,
    nominalMilliVolts: 230_000,
    pilot: true,
    minimumOffMs: 10_000,
    windDownMs: 6_000,
  },
  node: {
    kind: 'lnd',
    url: 'https://127.0.0.1:8443',
    credential: 'node',
    pinSha256: 'ab'.repeat(32),
    canCancel: true,
  },
  localHosts: ['127.0.0.1'],
  terms: {
    application: 'ev',
    tariff: {
      shape: 'steps',
      knots: [
        { atSec: 1_700_000_000, priceMilliSatPerKilowattHour: 250_000 },
        { atSec: 1_700_003_600, priceMilliSatPerKilowattHour: 300_000 },
      ],
    },
    payment: { minimumSat: 10, desiredSat: 50, maximumSat: 100 },
    feePerMille: 1_000,
    prepaymentSat: 50,
    firstPaymentSat: 100,
    cutOffPerMille: 200,
    thresholdPerMille: 900,
    currentMaxMilliAmps: 32_000,
    runwayMs: 90_000,
    allowanceSat: 0,
    allowancePerDaySat: 0,
    idleEndMs: 3_600_000,
    durationMs: 86_400_000,
  },
  tenants: [],
  currency: { code: 'EUR', perBitcoin: 90_000 },
});

/** A flat with one tenant, 250 sat/kWh, and only what has no default. */
export const flatBoardDocument = () => ({
  version: 1,
  board: { id: 'flat-1', name: 'Flat 1, left' },
  network: 'regtest',
  meter: { type: 'sdm120', address: 2 },
  supply: { breakerMilliAmps: 16_000, phases: 1 },
  node: { kind: 'lnd', url: 'https://127.0.0.1:8443', credential: 'node' },
  localHosts: ['127.0.0.1'],
  terms: {
    application: 'grid',
    tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: 250_000 }] },
    payment: { minimumSat: 5, desiredSat: 20, maximumSat: 40 },
    prepaymentSat: 20,
  },
  tenants: [{ name: 'Flat 1', link: 'flat-1-link' }],
});

/** The second document, for both boards. These are no real secrets. */
export const secretsDocument = () => ({
  version: 1,
  secrets: {
    node: '0201036c6e64planted-macaroon',
    'flat-1-link': 'lnurlw://127.0.0.1:9443/withdraw?k1=planted-k1',
  },
});
