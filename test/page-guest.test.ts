/** A guest at the street's page, in a real browser: the code can be scanned, phone and card pay. */
import type { Browser, Page } from 'playwright-core';
import decodeQr from 'qr/decode.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHROMIUM_MISSING, findChromium, launchChromium } from '../host-sim/page/chromium';
import { decodeInvoice } from '../src/payment/bolt11';
import { startStreet } from './page-street';

const test = suite('page-guest');

/** The invoice lives ten minutes of the street: long enough to be looked at. */
const SPEED = 4;
const executable = findChromium();
if (executable === undefined) process.stdout.write(`skipped: ${CHROMIUM_MISSING}\n`);

let street: Awaited<ReturnType<typeof startStreet>>;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];

const YARD = '[data-board="yard"]';
const press = (kind: string) => page.locator(`${YARD} [data-kind="${kind}"]`).click();
const box = () => page.locator(`${YARD} .invitation`);
const spentByCar = () => street.run.payments.wallet('car')?.spentMilliSat() ?? 0;
const settled = () => page.locator(`${YARD} [data-outcome="settled"]`).count();

const inBrowser = (name: string, run: () => Promise<void>): void => {
  if (executable !== undefined) test(name, run);
};

test.before(async () => {
  street = await startStreet(0, SPEED);
  if (executable === undefined) return;
  browser = await launchChromium(executable);
  page = await browser.newPage({ viewport: { width: 1_280, height: 1_000 } });
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(street.url);
});
test.after(async () => {
  await browser?.close();
  await street.stop();
});

test('page-guest: a board that serves guests says so in its configuration', () => {
  const [yard, flat] = street.run.world.places.map(({ scenario }) => scenario.config['terms']);
  assert.match(JSON.stringify(yard), '"guests":true');
  assert.not.match(JSON.stringify(flat), 'guests');
});

inBrowser('page-guest: who arrives is shown a deposit that a camera can read', async () => {
  assert.is(await box().isVisible(), false);
  await press('guest');
  await box().waitFor({ state: 'visible' });
  assert.match((await box().locator('.title').textContent()) ?? '', 'Leave a deposit');
  assert.match((await box().locator('.amount').textContent()) ?? '', /^1.000.sat/);
  assert.match((await box().textContent()) ?? '', /enough for 4\.000 kWh.*held and not taken/);
  await page.waitForTimeout(300);
  const scanned = await scan();
  const invoice = decodeInvoice(scanned.replace('LIGHTNING:', '').toLowerCase());
  assert.ok(invoice.ok);
  assert.is(invoice.value.amount, 1_000_000);
});

inBrowser('page-guest: paid by phone it is held, not taken, and the car charges', async () => {
  const spent = spentByCar();
  await press('phone-pays');
  await saysWithin('.sentence', 'Charging at');
  assert.is(spentByCar(), spent);
  assert.match((await box().textContent()) ?? '', /A deposit of 1.000.sat is held, not taken/);
  assert.is(await box().locator('.code').isVisible(), false);
  assert.match((await page.locator(`${YARD} .pulls`).textContent()) ?? '', 'held, not taken');
});

inBrowser('page-guest: who unplugs pays what was used, and has the deposit back', async () => {
  await saysWithin('.invitation', /[1-9]\d*.sat of it are used/);
  const before = street.run.payments.wallet('car')?.balanceMilliSat() ?? 0;
  const spent = spentByCar();
  await press('unplug');
  await saysWithin('.invitation', 'Pay what was used');
  const asked = (await box().locator('.amount').textContent()) ?? '';
  await press('phone-pays');
  await box().waitFor({ state: 'hidden' });
  const wallet = street.run.payments.wallet('car');
  const used = (spentByCar() - spent) / 1_000;
  assert.ok(used > 0 && used < 1_000, String(used));
  assert.match(asked, new RegExp(`^${used}.sat`));
  assert.is(wallet?.balanceMilliSat(), before + (1_000 - used) * 1_000);
  assert.match((await page.locator(`${YARD} .pulls`).textContent()) ?? '', 'given back');
});

inBrowser('page-guest: a card pays ahead: it is told so, and tapped again', async () => {
  await press('unplug');
  await saysWithin('.invitation', 'Leave a deposit');
  await press('card-tapped');
  await saysWithin('.invitation', 'Pay here');
  const before = await settled();
  await press('card-tapped');
  await settledAfter(before);
  await saysWithin('.sentence', 'Charging at');
});

inBrowser('page-guest: who leaves leaves no invoice behind', async () => {
  await press('guest');
  await page.locator(`${YARD} [data-kind="card-tapped"]`).waitFor({ state: 'hidden' });
  await box().waitFor({ state: 'hidden' });
});

inBrowser('page-guest: the browser complained of nothing, and the world of nothing', async () => {
  assert.equal(complaints, []);
  assert.equal(street.run.world.checkers.violations, []);
});

async function saysWithin(part: string, what: string | RegExp): Promise<void> {
  const pattern = typeof what === 'string' ? what : what.source;
  await page.waitForFunction(
    ([where, text]) => new RegExp(text!).test(document.querySelector(where!)?.textContent ?? ''),
    [`${YARD} ${part}`, pattern],
    { timeout: 30_000 },
  );
}

const settledAfter = (before: number) =>
  page.waitForFunction(
    ([where, count]) => document.querySelectorAll(where as string).length > (count as number),
    [`${YARD} [data-outcome="settled"]`, before],
    { timeout: 30_000 },
  );

/** As a phone does it: from the dots on the screen. */
async function scan(): Promise<string> {
  const png = await box().locator('.code').screenshot();
  const { width, height, pixels } = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const pen = canvas.getContext('2d')!;
      pen.drawImage(image, 0, 0);
      const { data } = pen.getImageData(0, 0, image.width, image.height);
      return { width: image.width, height: image.height, pixels: [...data] };
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  return decodeQr({ width, height, data: Uint8Array.from(pixels) });
}

test.run();
