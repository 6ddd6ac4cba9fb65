/** `npm run offer`: would a seller and a buyer agree? Options: `offer/arguments.ts`. */

import { judge } from '../src/terms/acceptance';
import { writeAcceptance } from '../src/terms/acceptance-document';
import type { Demand } from '../src/terms/demand';
import type { Offer } from '../src/terms/offer';
import { answerText, headline } from './offer/answer';
import { HELP, parseOfferArguments } from './offer/arguments';
import { type Curves, drawCurves } from './offer/curves';
import { openDemand, openOffer } from './offer/files';
import { EXIT_USAGE } from './usage';

const EXIT_REFUSED = 1;
const SCHEMA = 1;

const print = (text: string) => void process.stdout.write(`${text}\n`);
const note = (text: string) => void process.stderr.write(`${text}\n`);

function main(argv: readonly string[]): number {
  const command = parseOfferArguments(argv);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.kind === 'wrong') {
    note(command.line);
    return EXIT_USAGE;
  }
  const offer = openOffer(command.seller);
  const demand = openDemand(command.buyer);
  if (!offer.ok || !demand.ok) {
    for (const read of [offer, demand]) if (!read.ok) for (const line of read.fault) note(line);
    return EXIT_USAGE;
  }
  const judged = judge(offer.value, demand.value);
  if (command.isJson) {
    print(JSON.stringify({ schema: SCHEMA, ...writeAcceptance(judged) }));
  } else {
    print(headline(offer.value));
    print(answerText(judged));
    for (const curves of curvesOf(offer.value, demand.value)) print(`\n${drawCurves(curves)}`);
  }
  return judged.agrees ? 0 : EXIT_REFUSED;
}

function curvesOf(offer: Offer, demand: Demand): readonly Curves[] {
  const { startSec, stopSec } = offer;
  const imported: Curves = {
    title: 'Price of energy',
    low: { name: 'offered', tariff: offer.importTariff },
    high: { name: "the buyer's ceiling", tariff: demand.importTariff },
    startSec,
    stopSec,
  };
  if (offer.exportTariff === undefined && demand.exportTariff === undefined) return [imported];
  const exported: Curves = {
    title: 'Price of energy fed in',
    low: { name: "the buyer's floor", tariff: demand.exportTariff },
    high: { name: 'offered', tariff: offer.exportTariff },
    startSec,
    stopSec,
  };
  return [imported, exported];
}

process.exitCode = main(process.argv.slice(2));
