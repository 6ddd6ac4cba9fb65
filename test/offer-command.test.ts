/** `npm run offer`, as a person runs it: what it prints, what is wrong with files, exit codes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drawCurves, extremesOf } from '../host-sim/offer/curves';
import { duration, ROWS } from '../host-sim/offer/words';
import { readAcceptance } from '../src/terms/acceptance-document';
import { readDemand } from '../src/terms/demand-document';
import { writeOffer } from '../src/terms/offer-document';
import { WHYS } from '../src/terms/reason';
import { bundleCommand, type Command, removeCommands } from './command-bench';
import { table } from './tariff-reference';
import { flat, OFFER } from './terms-samples';

const command = suite('offer command');
const folder = mkdtempSync(join(tmpdir(), 'offer-'));
const [SELLER, BUYER, FRUGAL] = ['seller', 'buyer', 'frugal-buyer'].map(
  (name) => `docs/offer/${name}.json`,
) as [string, string, string];
let offer: Command;

command.before(async () => {
  offer = await bundleCommand('offer');
});
command.after(() => {
  removeCommands();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

command('the samples agree: exit 0, the payment sizes, and both directions drawn', async () => {
  const { code, stdout, stderr } = await offer.run([SELLER, BUYER]);
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, 'initial offer for meter 000300001234, 2026-12-01 00:00:00 to 2026-12-02');
  assert.match(stdout, 'They agree. Payments: 50 sat to 500 sat, 100 sat desired.');
  assert.match(stdout, "Price of energy, sat/kWh: * offered, - the buyer's ceiling, = both");
  assert.match(stdout, "Price of energy fed in, sat/kWh: * the buyer's floor, - offered, = both");
  assert.not(stdout.includes('!'));
  // It survives a pipe: plain characters, and no line longer than a terminal's.
  assert.ok([...stdout].every((character) => character === '\n' || /[ -~]/.test(character)));
  assert.ok(stdout.split('\n').every((line) => line.length <= 100));
});

command(
  'the frugal buyer does not: exit 1, every reason with both numbers and a counter',
  async () => {
    const { code, stdout } = await offer.run([SELLER, FRUGAL]);
    assert.is(code, 1);
    assert.match(stdout, 'They do not agree, for 5 reasons:');
    for (const row of [
      /price of energy +290 sat\/kWh +at most 250 sat\/kWh at 2026-12-01 19:00:00 +the buyer's own/,
      /deposit +400 sat +at most 200 sat +200 sat\n/,
      /current a phase +16 A +at least 20 A +20 A\n/,
      /price of energy fed in +30 sat\/kWh +at least 40 sat\/kWh at 2026-12-01 10:00:00 /,
      /end by what is charged +none +at most 5,000 sat +5,000 sat\n/,
    ]) {
      assert.match(stdout, row);
    }
    assert.match(stdout, "! marks where offered is above the buyer's ceiling.");
  },
);

command(
  '--json: the answer as the protocol has it, whose counter is a file that agrees',
  async () => {
    const { code, stdout } = await offer.run([SELLER, FRUGAL, '--json']);
    assert.is(code, 1);
    const { schema, ...answer } = JSON.parse(stdout);
    assert.is(schema, 1);
    const read = readAcceptance(answer);
    assert.ok(read.ok && !read.value.agrees && read.value.reasons.length === 5);
    const counter = file('counter.json', JSON.stringify(answer.counter));
    const again = await offer.run([counter, FRUGAL, '--json']);
    assert.equal([again.code, JSON.parse(again.stdout).agrees], [0, true]);
  },
);

const WRONG: readonly (readonly [words: string, says: string])[] = [
  ['', "Give two files, the seller's and the buyer's; there are 0. See npm run offer"],
  [SELLER, "Give two files, the seller's and the buyer's; there are 1. See npm run offer"],
  [`${SELLER} ${BUYER} ${FRUGAL}`, 'Give two files, not 3.'],
  [`${SELLER} ${BUYER} --jsno`, "Unknown option '--jsno'"],
  [`nowhere.json ${BUYER}`, 'nowhere.json: there is no such file.'],
  [`${SELLER} docs`, 'docs: cannot be read (EISDIR).'],
  [
    `${BUYER} ${BUYER}`,
    "docs/offer/buyer.json: this is a buyer's demand; the seller's offer comes",
  ],
  [
    `${SELLER} ${SELLER}`,
    "docs/offer/seller.json: this is a seller's offer; the buyer's demand comes",
  ],
  [`README.md ${BUYER}`, 'README.md: document: expected JSON'],
  [`package.json ${BUYER}`, 'package.json: name: expected a known field'],
];
for (const [words, says] of WRONG) {
  command(`exit 64 and a line that helps: ${words || 'nothing'}`, async () => {
    const { code, stdout, stderr } = await offer.run(words === '' ? [] : words.split(' '));
    assert.equal([code, stdout], [64, '']);
    assert.ok(stderr.startsWith(says), stderr);
    assert.ok(stderr.split('\n').length <= 10, stderr);
  });
}

command('both files are looked at, and every mistake of each is named', async () => {
  const bent = { ...writeOffer(OFFER), deposit: 5, reserveSat: -1 };
  const demand = { ...JSON.parse(readFileSync(BUYER, 'utf8')), currentMinMilliAmps: '16 A' };
  const paths = [file('s.json', JSON.stringify(bent)), file('b.json', JSON.stringify(demand))];
  const { code, stderr } = await offer.run(paths);
  assert.is(code, 64);
  assert.match(stderr, 's.json: deposit: expected a known field (did you mean depositSat?), got 5');
  assert.match(stderr, 's.json: reserveSat: expected a whole number from 0 to 100000000, got -1');
  assert.match(stderr, 'b.json: currentMinMilliAmps: expected a whole number from 1 to 1000000');
});

command('--help names both samples, which are what they are called', async () => {
  const { code, stdout } = await offer.run(['--help']);
  assert.is(code, 0);
  for (const path of [SELLER, BUYER]) assert.match(stdout, path);
  assert.ok(readDemand(readFileSync(FRUGAL, 'utf8')).ok);
});

command('words: each reason has a row', () => {
  assert.equal(Object.keys(ROWS).sort(), [...WHYS].sort());
  assert.equal([0, 1, 90, 90_061].map(duration), ['0 s', '1 s', '1 min 30 s', '1 d 1 h 1 min 1 s']);
});

const curves = (low: ReturnType<typeof flat>, high: ReturnType<typeof flat>, seconds: number) =>
  drawCurves({
    title: 'Price',
    low: { name: 'offered', tariff: low },
    high: { name: 'taken', tariff: high },
    startSec: 0,
    stopSec: seconds,
  });

command('curves: one second above in a day is drawn, and marked', () => {
  const spike = table('steps', [0, 100_000], [50_000, 900_000], [50_001, 100_000]);
  assert.equal(extremesOf(spike, 49_000, 51_000), { lowest: 100_000, highest: 900_000 });
  const drawn = curves(spike, flat(200_000), 86_400);
  assert.is(drawn.split('!').length - 1, 2, drawn);
  assert.match(drawn, '! marks where offered is above taken.');
});

command('curves: two that climb side by side are not marked where they only share a column', () => {
  const [low, high] = [
    table('lines', [0, 0], [100, 10_000]),
    table('lines', [0, 1], [100, 10_001]),
  ];
  assert.not(curves(low, high, 720).includes('!'));
});

command('curves: a period shorter than the picture, and prices below 0, are drawn too', () => {
  const drawn = curves(flat(-30_000), flat(-20_000), 5);
  assert.match(drawn, /-30 \|\*\*\*\*\*\n/);
  assert.match(drawn, /\+-----\n/);
});

command.run();
