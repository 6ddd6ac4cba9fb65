/**
 * What a rune of Core Lightning allows, read from its own text: 32 bytes of hash, then restrictions
 * joined by `&`, each of alternatives joined by `|` (rustyrussell/runes). Nothing is verified: it
 * is the owner's own, and this only warns.
 */
import { base64 } from '@scure/base';

const HASH_BYTES = 32;

/** The methods that move nothing. */
const HARMLESS = Object.freeze([
  'method=invoice',
  'method=listinvoices',
  'method=waitinvoice',
  'method=waitanyinvoice',
  'method=delinvoice',
  'method=getinfo',
  'method=decode',
  'method^list',
  'method^get',
] as const);

/** True unless one restriction lets nothing through but what moves nothing. */
export function isStrongRune(rune: string): boolean {
  const text = restrictionsOf(rune);
  if (text === undefined) return false;
  const isHarmless = (alternative: string) => HARMLESS.some((each) => each === alternative);
  return !text.split('&').some((restriction) => restriction.split('|').every(isHarmless));
}

/** Undefined: no rune, which the node will say. */
function restrictionsOf(rune: string): string | undefined {
  try {
    const bytes = base64.decode(plainBase64(rune));
    let text = '';
    for (let i = HASH_BYTES; i < bytes.length; i += 1) text += String.fromCharCode(bytes[i]!);
    return bytes.length > HASH_BYTES ? text : undefined;
  } catch {
    return undefined; // Not base64.
  }
}

/** A rune is in the alphabet for URLs, with padding or without. */
function plainBase64(rune: string): string {
  let text = '';
  for (let i = 0; i < rune.length; i += 1) {
    const letter = rune.charAt(i);
    text += letter === '-' ? '+' : letter === '_' ? '/' : letter;
  }
  while (text.length % 4 !== 0) text += '=';
  return text;
}
