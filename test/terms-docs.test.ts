/** docs/terms.md: its documents are read as they stand and have every field; so is every reason. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNotice, writeNotice } from '../src/loads/price-notice';
import type { Result } from '../src/result';
import { judge } from '../src/terms/acceptance';
import { readAcceptance, writeAcceptance } from '../src/terms/acceptance-document';
import { readDemand, writeDemand } from '../src/terms/demand-document';
import { readEnding, writeEnding } from '../src/terms/ending-document';
import { agreedTerms } from '../src/terms/offer';
import { readOffer, writeOffer } from '../src/terms/offer-document';
import { WHYS } from '../src/terms/reason';
import { RENEWED_BEFORE_SEC } from '../src/terms/renewal';

const docs = suite('terms docs');

const page = readFileSync('docs/terms.md', 'utf8');
const samples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const [offerText = '', demandText = '', answerText = '', endingText = '', noticeText = ''] =
  samples;

function reread<Value>(
  text: string,
  read: (document: unknown) => Result<Value, unknown>,
  write: (value: Value) => object,
): Value | undefined {
  const value = read(text);
  assert.ok(value.ok, JSON.stringify(value));
  if (!value.ok) return undefined;
  // As a set of fields: the order is the reader's.
  assert.equal(write(value.value), JSON.parse(text));
  return value.value;
}

docs('each document on the page is read, and written again with the same fields', () => {
  assert.is(samples.length, 5);
  const offer = reread(offerText, readOffer, writeOffer);
  const demand = reread(demandText, readDemand, writeDemand);
  const answer = reread(answerText, readAcceptance, writeAcceptance);
  reread(endingText, readEnding, writeEnding);
  reread(noticeText, readNotice, writeNotice);
  // The three belong together.
  assert.equal(judge(offer!, demand!), answer);
  assert.ok(answer?.agrees && agreedTerms(offer!, answer.payment).ok);
});

/** Nothing is left out: of each optional field there is one here. */
docs('the documents on the page have every field there is', () => {
  for (const [text, read] of [
    [offerText, readOffer],
    [demandText, readDemand],
  ] as const) {
    const refused = read({ ...JSON.parse(text), '': 0 });
    const says = refused.ok ? '' : (refused.fault[0]?.expected ?? '');
    const known = /one of (.*)\)/.exec(says)?.[1]?.split(', ') ?? [];
    assert.equal(known.sort(), Object.keys(JSON.parse(text)).sort());
  }
});

docs('each reason has a row, in the order in which they are told', () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]);
  assert.equal(rows, ['why', ...WHYS]);
});

docs('the figures are those of the code', () => {
  assert.ok(page.includes(`in the last ${RENEWED_BEFORE_SEC} s`));
});

docs.run();
