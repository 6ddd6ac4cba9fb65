/** Lower-case hex digits, as ids, nonces, hashes and keys are written. */

export function isHex(text: unknown, digits: number): text is string {
  if (typeof text !== 'string' || text.length !== digits) return false;
  for (let i = 0; i < digits; i += 1) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && (code < 0x61 || code > 0x66)) return false;
  }
  return true;
}
