/** The page in a real browser against a real run: what is shown, and what a click does. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHROMIUM_MISSING, findChromium, launchChromium } from '../host-sim/page/chromium';
import { startStreet } from './page-street';

const test = suite('page');

const SPEED = 30;
/** What the issue asks for: from the click to what a person can see of it. */
const VISIBLE_MS = 2_000;
const executable = findChromium();
if (executable === undefined) process.stdout.write(`skipped: ${CHROMIUM_MISSING}\n`);

let street: Awaited<ReturnType<typeof startStreet>>;
let browser: Browser | undefined;
let page: Page;
const complaints: string[] = [];

const sentenceOf = (board: string) => page.locator(`[data-board="${board}"] .sentence`);
const buttonOf = (board: string, kind: string) =>
  page.locator(`[data-board="${board}"] [data-kind="${kind}"]`);

/** Waits until the text of `selector` holds `text`, or does not. */
async function shows(selector: string, text: string, isThere = true, ms = VISIBLE_MS) {
  await page.waitForFunction(
    ([where, what, wanted]) =>
      (document.querySelector(where as string)?.textContent ?? '').includes(what as string) ===
      wanted,
    [selector, text, isThere],
    { timeout: ms },
  );
}

/** A test in the browser; without one only the file's first test says something. */
const inBrowser = (name: string, run: () => Promise<void>): void => {
  if (executable !== undefined) test(name, run);
};

test.before(async () => {
  street = await startStreet(0, SPEED);
  if (executable === undefined) return;
  browser = await launchChromium(executable);
  page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
});
test.after(async () => {
  await browser?.close();
  await street.stop();
});

test('page: the street serves it on this machine only', async () => {
  assert.match(street.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const reply = await fetch(street.url);
  assert.is(reply.status, 200);
  assert.match(await reply.text(), /<title>Street/);
});

inBrowser('page: shows both boards, their payments, and where they run', async () => {
  await page.goto(street.url);
  await page.waitForSelector('[data-board="flat-3"] [data-outcome="settled"]');
  await shows('[data-board="yard"] .sentence', 'Charging at 7.4 kW. Paid up for', true, 10_000);
  await shows('[data-board="flat-3"] .sentence', 'next payment when 24 sat are left', true, 10_000);
  const facts = await page.locator('#facts').textContent();
  assert.match(facts ?? '', /Node.*a ledger.*30 \u00d7.*2026/);
  assert.is(await page.locator('.chart canvas').count(), 6);
  assert.match((await page.locator('#rates').textContent()) ?? '', /configured rate.*90,000 EUR/);
  await shows('#money', 'sat received');
});

type Case = readonly [board: string, kind: string, where: string, effect: string];
const YARD = '[data-board="yard"] .sentence';
const CONTROLS: readonly Case[] = [
  ['yard', 'unplug', YARD, 'unplugged by hand'],
  ['yard', 'empty-wallet', YARD, "the buyer's wallet is empty"],
  ['yard', 'power-cut', YARD, 'The board has no power'],
  ['flat-3', 'unplug', '[data-board="flat-3"] .figures', 'Power0 W'],
];

for (const [board, kind, where, effect] of CONTROLS) {
  inBrowser(`page: ${kind} at ${board} is seen within 2 s, and its opposite too`, async () => {
    const button = buttonOf(board, kind);
    const before = await button.textContent();
    await button.click();
    await shows(where, effect);
    assert.is.not(await button.textContent(), before, 'the button offers the opposite');
    await button.click();
    await shows(where, effect, false);
    assert.is(await button.textContent(), before);
  });
}

inBrowser('page: the node away is seen at once by everybody, and its return too', async () => {
  const button = page.locator('#money [data-kind="node-away"]');
  await button.click();
  await shows('#money', 'Away: nobody answers');
  await shows(YARD, "the owner's node is away");
  await button.click();
  await shows('#money', 'There: creates, finds and cancels');
  await shows(YARD, "the owner's node is away", false);
});

inBrowser('page: everything works with the keyboard alone, and one sees where one is', async () => {
  await page.locator('body').press('Tab');
  assert.match((await focused('textContent')) ?? '', /Skip to the boards/);
  await page.keyboard.press('Enter');
  for (let tabs = 0; tabs < 20 && (await focused('kind')) !== 'power-cut'; tabs++) {
    await page.keyboard.press('Tab');
  }
  assert.is(await focused('kind'), 'power-cut');
  assert.is(await focused('outline'), 'solid');
  await page.keyboard.press('Enter');
  await shows(YARD, 'The board has no power');
  assert.is(await focused('kind'), 'power-cut', 'the focus stays');
  await page.keyboard.press('Space');
  await shows(YARD, 'The board has no power', false);
});

/** Of the focused element. */
const focused = (what: 'textContent' | 'kind' | 'outline') =>
  page.evaluate((asked) => {
    const at = document.activeElement as HTMLElement;
    if (asked === 'outline') return getComputedStyle(at).outlineStyle;
    return asked === 'kind' ? at.dataset['kind'] : at.textContent;
  }, what);

inBrowser('page: changes are spoken once, not while they count down', async () => {
  await buttonOf('yard', 'unplug').click();
  await shows('#spoken', 'Charging point in the yard: Off: no car', true, 5_000);
  const count = () => page.locator('#spoken p', { hasText: 'unplugged by hand' }).count();
  const once = await count();
  await page.waitForTimeout(1_500);
  assert.is(await count(), once);
  await buttonOf('yard', 'unplug').click();
  await shows(YARD, 'unplugged by hand', false);
});

for (const colorScheme of ['light', 'dark'] as const) {
  inBrowser(`page: axe finds nothing serious, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await buttonOf('flat-3', 'power-cut').click();
    await shows('[data-board="flat-3"] .sentence', 'The board has no power');
    assert.equal(await seriousFindings(), []);
    await buttonOf('flat-3', 'power-cut').click();
    await shows('[data-board="flat-3"] .sentence', 'The board has no power', false);
    assert.equal(await seriousFindings(), []);
  });
}

async function seriousFindings(): Promise<readonly string[]> {
  const require = createRequire(join(process.cwd(), 'package.json'));
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    type Finding = { id: string; impact: string; nodes: { html: string }[] };
    type Axe = { run(): Promise<{ violations: Finding[]; passes: Finding[] }> };
    const { violations, passes } = await (globalThis as unknown as { axe: Axe }).axe.run();
    if (!passes.some(({ id }) => id === 'color-contrast')) return ['axe did not look at colours'];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

inBrowser('page: at 360 px nothing has to be scrolled sideways', async () => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.waitForTimeout(200);
  const widths = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = [...document.querySelectorAll('button, .sentence, table, .panel')].filter(
      (each) => each.getBoundingClientRect().right > clientWidth + 8,
    );
    return { scrollWidth, wide: wide.length };
  });
  assert.equal(widths, { scrollWidth: 360, wide: 0 });
});

inBrowser('page: the browser had nothing to complain about', async () => {
  assert.equal(complaints, []);
});

inBrowser('page: says that the street has stopped, and comes back by itself', async () => {
  const { port } = new URL(street.url);
  await street.stop();
  await shows('#connection', 'The street has stopped.', true, 5_000);
  assert.ok(await page.locator('#connection').isVisible());
  street = await startStreet(Number(port), SPEED);
  await page.waitForSelector('#connection', { state: 'hidden', timeout: 10_000 });
  await sentenceOf('yard').waitFor();
  await buttonOf('flat-3', 'empty-wallet').click();
  await shows('#money', 'emptied');
});

test.run();
