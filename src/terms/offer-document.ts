/**
 * An offer as JSON, for files and for the protocol. Money is in whole sat, so that every amount
 * can be paid; all else has its unit in its name. Every field must be there but those with `?`:
 *
 *   {kind: "initial" | "renewal", startSec, stopSec, meterNumber, importTariff, exportTariff?,
 *    payment: {minimumSat, desiredSat, maximumSat}, depositSat, prepaymentSat, cutOffLevelSat,
 *    reserveSat, allowanceSat, runwayMs, voltage: {minimumMilliVolts, maximumMilliVolts},
 *    voltageDiscountPerMille, currentMaxMilliAmps, energyMaxMilliWattHours?, amountMaxSat?}
 *
 * A field that is not known is refused: nobody agrees to a term that it does not understand.
 */
import { readDocument } from '../config/document';
import {
  type ConfigError,
  child,
  choice,
  type Fields,
  has,
  openObject,
  refuse,
  whole,
} from '../config/fields';
import { readSat } from '../config/sat';
import { readTariff } from '../config/tariff-config';
import { writeTariff } from '../config/tariff-document';
import { fail, ok, type Result } from '../result';
import { KNOT_AT_SEC_MAX } from '../tariff/tariff';
import { type Offer, PERIOD_SEC_MAX } from './offer';
import {
  type Document,
  readAmps,
  readEnergy,
  readMeterNumber,
  readPayment,
  readPerMille,
  readRunway,
  readVoltage,
  writePayment,
  writeSat,
  writeVoltage,
} from './terms-fields';

/** So that no period ends after the last second of a tariff. */
export const START_SEC_MAX = KNOT_AT_SEC_MAX - PERIOD_SEC_MAX;

const OFFER_FIELDS: readonly string[] = Object.freeze([
  'kind',
  'startSec',
  'stopSec',
  'meterNumber',
  'importTariff',
  'exportTariff',
  'payment',
  'depositSat',
  'prepaymentSat',
  'cutOffLevelSat',
  'reserveSat',
  'allowanceSat',
  'runwayMs',
  'voltage',
  'voltageDiscountPerMille',
  'currentMaxMilliAmps',
  'energyMaxMilliWattHours',
  'amountMaxSat',
]);

/** From text, or from JSON that was parsed already. Names every error. */
export function readOffer(document: unknown): Result<Offer, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;
  const errors: ConfigError[] = [];
  const offer = readOfferAt(openObject(json.value, '', OFFER_FIELDS, errors));
  return errors.length === 0 ? ok(offer) : fail(errors);
}

/** An offer inside of another document. */
export const readOfferIn = (of: Fields, name: string): Offer =>
  readOfferAt(child(of, name, OFFER_FIELDS));

function readOfferAt(of: Fields): Offer {
  const before = of.errors.length;
  const offer: Offer = {
    kind: choice(of, 'kind', ['initial', 'renewal']),
    startSec: whole(of, 'startSec', 0, START_SEC_MAX),
    stopSec: whole(of, 'stopSec', 0, KNOT_AT_SEC_MAX),
    meterNumber: readMeterNumber(of),
    importTariff: readTariff(of, 'importTariff'),
    ...(has(of, 'exportTariff') ? { exportTariff: readTariff(of, 'exportTariff') } : {}),
    payment: readPayment(of),
    deposit: readSat(of, 'depositSat', 0),
    prepayment: readSat(of, 'prepaymentSat', 0),
    cutOffLevel: readSat(of, 'cutOffLevelSat', 0),
    reserve: readSat(of, 'reserveSat', 0),
    allowance: readSat(of, 'allowanceSat', 0),
    runwayMs: readRunway(of, 'runwayMs'),
    voltage: readVoltage(of),
    voltageDiscountPerMille: readPerMille(of, 'voltageDiscountPerMille'),
    currentMax: readAmps(of, 'currentMaxMilliAmps'),
    ...(has(of, 'energyMaxMilliWattHours')
      ? { energyMax: readEnergy(of, 'energyMaxMilliWattHours') }
      : {}),
    ...(has(of, 'amountMaxSat') ? { amountMax: readSat(of, 'amountMaxSat', 1) } : {}),
  };
  if (of.errors.length === before) compareFields(of, offer);
  return offer;
}

function compareFields(of: Fields, { startSec, stopSec, reserve, cutOffLevel }: Offer): void {
  if (stopSec <= startSec) refuse(of, 'stopSec', `a second after startSec (${startSec})`);
  if (stopSec - startSec > PERIOD_SEC_MAX) {
    refuse(of, 'stopSec', `at most ${PERIOD_SEC_MAX} s after startSec (${startSec})`);
  }
  if (reserve < cutOffLevel) {
    refuse(of, 'reserveSat', `at least cutOffLevelSat (${cutOffLevel / 1_000})`);
  }
}

/** What `readOffer` reads as the same offer. */
export function writeOffer(offer: Offer): Document {
  const { exportTariff, energyMax, amountMax } = offer;
  return {
    kind: offer.kind,
    startSec: offer.startSec,
    stopSec: offer.stopSec,
    meterNumber: offer.meterNumber,
    importTariff: writeTariff(offer.importTariff),
    ...(exportTariff === undefined ? {} : { exportTariff: writeTariff(exportTariff) }),
    payment: writePayment(offer.payment),
    depositSat: writeSat(offer.deposit),
    prepaymentSat: writeSat(offer.prepayment),
    cutOffLevelSat: writeSat(offer.cutOffLevel),
    reserveSat: writeSat(offer.reserve),
    allowanceSat: writeSat(offer.allowance),
    runwayMs: offer.runwayMs,
    voltage: writeVoltage(offer.voltage),
    voltageDiscountPerMille: offer.voltageDiscountPerMille,
    currentMaxMilliAmps: offer.currentMax,
    ...(energyMax === undefined ? {} : { energyMaxMilliWattHours: energyMax }),
    ...(amountMax === undefined ? {} : { amountMaxSat: writeSat(amountMax) }),
  };
}
