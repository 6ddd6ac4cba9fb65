/**
 * What an LND macaroon allows, read from its own bytes: a macaroon of version 2 whose identifier is
 * LND's MacaroonId, which lists entities and actions (lnd, macaroons/ and macaroon-bakery's
 * id.proto). Nothing is verified: it is the owner's own, and this only warns.
 */
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What moves money, or makes a macaroon that does. */
const TOO_STRONG = Object.freeze([
  Object.freeze(['offchain', 'write'] as const),
  Object.freeze(['onchain', 'write'] as const),
  Object.freeze(['macaroon', 'generate'] as const),
]);
/** In the names of single calls: payments, coins, channels, and the making of macaroons. */
const STRONG_CALLS = Object.freeze([
  'Send',
  'Pay',
  'Channel',
  'Bake',
  'FundPsbt',
  'Sweep',
] as const);

export function isStrongMacaroon(hex: string): boolean {
  const text = hex.toLowerCase();
  const isListed = ([entity, action]: readonly [string, string]) =>
    actionsOf(text, entity).includes(action);
  if (TOO_STRONG.some(isListed)) return true;
  return actionsOf(text, 'uri').some((call) => STRONG_CALLS.some((part) => call.includes(part)));
}

/** Field 1 of an Op is its entity, each field 2 behind it an action. */
function actionsOf(hex: string, entity: string): readonly string[] {
  const begin = `0a${fieldOf(entity)}`;
  const actions: string[] = [];
  for (let at = hex.indexOf(begin); at !== -1; at = hex.indexOf(begin, at + 2)) {
    let next = at + begin.length;
    while (hex.slice(next, next + 2) === '12') {
      const length = Number.parseInt(hex.slice(next + 2, next + 4), 16);
      if (Number.isNaN(length) || length > 0x7f) break;
      actions.push(textOf(hex.slice(next + 4, next + 4 + 2 * length)));
      next += 4 + 2 * length;
    }
  }
  return actions;
}

const fieldOf = (text: string): string =>
  text.length.toString(16).padStart(2, '0') + bytesToHex(utf8ToBytes(text));

function textOf(hex: string): string {
  let text = '';
  for (let at = 0; at + 1 < hex.length; at += 2) {
    text += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  }
  return text;
}
