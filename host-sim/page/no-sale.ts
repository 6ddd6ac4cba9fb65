/** What a board says that has nobody to sell to. */
import type { View } from '../../src/web/view';
import type { Sentence, Tone } from './snapshot';

export type Plug = 'in' | 'pulled' | 'away';

export const said = (key: string, state: string, tone: Tone, text: string): Sentence => ({
  key,
  state,
  tone,
  text,
});

/** Faults of a link as it is shown, before any sale. */
const LINK_REFUSED: ReadonlySet<string> = new Set([
  'link-not-an-lnurl',
  'link-bad-checksum',
  'link-mixed-case',
  'link-not-https',
  'link-forbidden-address',
  'link-wrong-tag',
  'link-too-long',
]);

export function noSale(
  view: View,
  { application, plug }: { readonly application: 'ev' | 'grid'; readonly plug: Plug },
): Sentence {
  const off = (key: string, text: string) => said(`no-sale-${key}`, 'Off', 'off', `Off: ${text}`);
  if (application === 'ev' && plug === 'pulled') {
    return off('pulled', 'no car is plugged in. It was unplugged by hand.');
  }
  if (application === 'ev' && plug === 'away') return off('away', 'no car is plugged in.');
  const refused = Object.keys(view.faults).find((name) => LINK_REFUSED.has(name));
  if (refused !== undefined) {
    return off('refused', 'the payment link that was shown cannot be used. Show another one.');
  }
  return off('waits', 'no payment link was shown yet. A sale begins when a buyer shows one.');
}
