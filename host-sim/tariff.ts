/** `npm run tariff`: the curve of a tariff, and the exact cost. Options: `tariff/arguments.ts`. */
import { offsetSpanAt } from '../src/tariff/local-time';
import type { Tariff } from '../src/tariff/tariff';
import { UTC } from '../src/tariff/zone';
import { bold } from './colours';
import { HELP, parseArguments, type TariffArguments } from './tariff/arguments';
import { chartOf, sat } from './tariff/chart';
import { type Curve, curveOf, type PriceAt } from './tariff/curve';
import { readTariffFile } from './tariff/tariff-file';
import { EXIT_USAGE } from './usage';

const PARTS = 72;

const print = (text: string) => void process.stdout.write(`${text}\n`);

function main(argv: readonly string[]): number {
  const command = parseArguments(argv);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.kind === 'wrong') return misused(command.line);
  const given = command.arguments;
  const read = readTariffFile(given);
  if (!read.ok) return misused(read.fault);
  const { fromMs, toMs, energyMilliWattHours } = given;
  const { tariff, untilMs } = read.value;
  if (toMs > untilMs) {
    const until = new Date(untilMs).toISOString();
    return misused(`--to: the prices end at ${until}, and nothing would be sold after it.`);
  }
  const curve = curveOf(tariff, fromMs, toMs, energyMilliWattHours, PARTS);
  if (given.isJson) print(JSON.stringify(jsonOf(given, curve)));
  else for (const line of linesOf(given, tariff, curve)) print(line);
  return 0;
}

function linesOf(given: TariffArguments, tariff: Tariff, curve: Curve): readonly string[] {
  const local = localTimeOf(tariff);
  const at = ({ atMs, price }: PriceAt) => `${sat(price)} sat/kWh at ${local(atMs)}`;
  const { cost, carryMicroMilliSat } = curve.charge;
  const energy = `${given.energyMilliWattHours / 1_000_000} kWh`;
  return [
    `${bold(given.file)}, ${local(given.fromMs)} to ${local(given.toMs)}, sat/kWh`,
    '',
    ...chartOf(curve.parts, (atMs) => local(atMs).slice(5, 16).replace('T', ' ')),
    '',
    `lowest   ${at(curve.lowest)}`,
    `highest  ${at(curve.highest)}`,
    `mean     ${curve.meanPrice / 1_000} sat/kWh`,
    `cost     ${bold(`${cost / 1_000} sat`)} for ${energy}: ` +
      `${cost} mSat, ${carryMicroMilliSat} millionths carried`,
  ];
}

/** By the clock of the tariff, with its offset from UTC. */
function localTimeOf(tariff: Tariff): (atMs: number) => string {
  const zone = tariff.recipe?.zone ?? UTC;
  return (atMs) => {
    const { offsetSec } = offsetSpanAt(zone, Math.floor(atMs / 1_000));
    const text = new Date(atMs + offsetSec * 1_000).toISOString().slice(0, 19);
    if (offsetSec === 0) return `${text}Z`;
    const minutes = Math.abs(Math.trunc(offsetSec / 60));
    const two = (value: number) => String(value).padStart(2, '0');
    const sign = offsetSec < 0 ? '-' : '+';
    return `${text}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };
}

function jsonOf(given: TariffArguments, { charge, lowest, highest, meanPrice, parts }: Curve) {
  const point = ({ atMs, price }: PriceAt) => ({ atMs, milliSatPerKilowattHour: price });
  return {
    schema: 1,
    file: given.file,
    fromMs: given.fromMs,
    toMs: given.toMs,
    energyMilliWattHours: given.energyMilliWattHours,
    costMilliSat: charge.cost,
    carryMicroMilliSat: charge.carryMicroMilliSat,
    meanMilliSatPerKilowattHour: meanPrice,
    lowest: point(lowest),
    highest: point(highest),
    parts: parts.map(point),
  };
}

function misused(line: string): number {
  process.stderr.write(`${line}\n`);
  return EXIT_USAGE;
}

process.exitCode = main(process.argv.slice(2));
