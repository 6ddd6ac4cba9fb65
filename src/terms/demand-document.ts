/**
 * A demand as JSON. Every field must be there but those with `?`, which are then no limit; money is
 * in whole sat. A field that is not known is refused, as in an offer:
 *
 *   {meterNumber, durationSec: {minimum, maximum}, importTariff, exportTariff?,
 *    payment: {minimumSat, maximumSat, desiredSat?}, depositMaxSat, prepaymentMaxSat,
 *    cutOffLevelMaxSat?, reserveMaxSat?, allowanceMinSat?, runwayMaxMs?,
 *    voltage: {minimumMilliVolts, maximumMilliVolts}, voltageDiscountMinPerMille?,
 *    currentMinMilliAmps, energyMinMilliWattHours?, energyMaxMilliWattHours?, amountMaxSat?}
 */
import { readDocument } from '../config/document';
import {
  type ConfigError,
  child,
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
import type { Demand } from './demand';
import { PERIOD_SEC_MAX } from './offer';
import {
  type Document,
  readAmps,
  readEnergy,
  readMeterNumber,
  readPaymentLimits,
  readPerMille,
  readRunway,
  readVoltage,
  writeSat,
  writeVoltage,
} from './terms-fields';

const DEMAND_FIELDS: readonly string[] = Object.freeze([
  'meterNumber',
  'durationSec',
  'importTariff',
  'exportTariff',
  'payment',
  'depositMaxSat',
  'prepaymentMaxSat',
  'cutOffLevelMaxSat',
  'reserveMaxSat',
  'allowanceMinSat',
  'runwayMaxMs',
  'voltage',
  'voltageDiscountMinPerMille',
  'currentMinMilliAmps',
  'energyMinMilliWattHours',
  'energyMaxMilliWattHours',
  'amountMaxSat',
]);
const PAYMENT_FIELDS: readonly string[] = Object.freeze(['minimumSat', 'maximumSat', 'desiredSat']);
const DURATION_FIELDS: readonly string[] = Object.freeze(['minimum', 'maximum']);

/** From text, or from JSON that was parsed already. Names every error. */
export function readDemand(document: unknown): Result<Demand, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;
  const errors: ConfigError[] = [];
  const of = openObject(json.value, '', DEMAND_FIELDS, errors);
  const demand: Demand = {
    meterNumber: readMeterNumber(of),
    durationSec: readDuration(child(of, 'durationSec', DURATION_FIELDS)),
    importTariff: readTariff(of, 'importTariff'),
    ...(has(of, 'exportTariff') ? { exportTariff: readTariff(of, 'exportTariff') } : {}),
    payment: readPayment(child(of, 'payment', PAYMENT_FIELDS)),
    depositMax: readSat(of, 'depositMaxSat', 0),
    prepaymentMax: readSat(of, 'prepaymentMaxSat', 0),
    ...(has(of, 'cutOffLevelMaxSat')
      ? { cutOffLevelMax: readSat(of, 'cutOffLevelMaxSat', 0) }
      : {}),
    ...(has(of, 'reserveMaxSat') ? { reserveMax: readSat(of, 'reserveMaxSat', 0) } : {}),
    allowanceMin: readSat(of, 'allowanceMinSat', 0, 0),
    ...(has(of, 'runwayMaxMs') ? { runwayMsMax: readRunway(of, 'runwayMaxMs') } : {}),
    voltage: readVoltage(of),
    voltageDiscountPerMilleMin: readPerMille(of, 'voltageDiscountMinPerMille', 0),
    currentMin: readAmps(of, 'currentMinMilliAmps'),
    ...readEnds(of),
  };
  return errors.length === 0 ? ok(demand) : fail(errors);
}

function readDuration(of: Fields): Demand['durationSec'] {
  const before = of.errors.length;
  const minimum = whole(of, 'minimum', 1, PERIOD_SEC_MAX);
  const maximum = whole(of, 'maximum', 1, PERIOD_SEC_MAX);
  if (of.errors.length === before && maximum < minimum) {
    refuse(of, 'maximum', `at least minimum (${minimum})`);
  }
  return { minimum, maximum };
}

function readPayment(of: Fields): Demand['payment'] {
  const limits = readPaymentLimits(of);
  return has(of, 'desiredSat') ? { ...limits, desired: readSat(of, 'desiredSat', 1) } : limits;
}

function readEnds(of: Fields): Pick<Demand, 'energyMin' | 'energyMax' | 'amountMax'> {
  const [least, most] = ['energyMinMilliWattHours', 'energyMaxMilliWattHours'];
  const before = of.errors.length;
  const ends = {
    ...(has(of, least) ? { energyMin: readEnergy(of, least) } : {}),
    ...(has(of, most) ? { energyMax: readEnergy(of, most) } : {}),
    ...(has(of, 'amountMaxSat') ? { amountMax: readSat(of, 'amountMaxSat', 1) } : {}),
  };
  const { energyMin, energyMax } = ends;
  const isCrossed = energyMin !== undefined && energyMax !== undefined && energyMax < energyMin;
  if (of.errors.length === before && isCrossed)
    refuse(of, most, `at least ${least} (${energyMin})`);
  return ends;
}

/** What `readDemand` reads as the same demand. */
export function writeDemand(demand: Demand): Document {
  const { exportTariff, cutOffLevelMax, reserveMax, runwayMsMax } = demand;
  const { energyMin, energyMax, amountMax } = demand;
  const { minimum, maximum, desired } = demand.payment;
  return {
    meterNumber: demand.meterNumber,
    durationSec: demand.durationSec,
    importTariff: writeTariff(demand.importTariff),
    ...(exportTariff === undefined ? {} : { exportTariff: writeTariff(exportTariff) }),
    payment: {
      minimumSat: writeSat(minimum),
      maximumSat: writeSat(maximum),
      ...(desired === undefined ? {} : { desiredSat: writeSat(desired) }),
    },
    depositMaxSat: writeSat(demand.depositMax),
    prepaymentMaxSat: writeSat(demand.prepaymentMax),
    ...(cutOffLevelMax === undefined ? {} : { cutOffLevelMaxSat: writeSat(cutOffLevelMax) }),
    ...(reserveMax === undefined ? {} : { reserveMaxSat: writeSat(reserveMax) }),
    allowanceMinSat: writeSat(demand.allowanceMin),
    ...(runwayMsMax === undefined ? {} : { runwayMaxMs: runwayMsMax }),
    voltage: writeVoltage(demand.voltage),
    voltageDiscountMinPerMille: demand.voltageDiscountPerMilleMin,
    currentMinMilliAmps: demand.currentMin,
    ...(energyMin === undefined ? {} : { energyMinMilliWattHours: energyMin }),
    ...(energyMax === undefined ? {} : { energyMaxMilliWattHours: energyMax }),
    ...(amountMax === undefined ? {} : { amountMaxSat: writeSat(amountMax) }),
  };
}
