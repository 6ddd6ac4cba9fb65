/**
 * Authorities of the owner's own as PEM: certificates and nothing else. What is in them the native
 * client checks; here a wrong file, a key or half a paste is found before the board is set up.
 */
import { base64 } from '@scure/base';

/** Two or three certificates. It is kept, and handed over, as text: what XS has is little. */
export const CA_CHARACTERS_MAX = 4_096;
export const CA_EXPECTED =
  'certificates as PEM (-----BEGIN CERTIFICATE-----, lines of base64, -----END CERTIFICATE-----),' +
  ` at most ${CA_CHARACTERS_MAX} characters and nothing beside them`;

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
/** DER: a sequence, and how many bytes of length follow. */
const SEQUENCE = 0x30;
const TWO_BYTES = 0x82;

export function areCertificates(pem: string): boolean {
  if (pem.length > CA_CHARACTERS_MAX) return false;
  for (let at = 0; ; ) {
    if (!pem.startsWith(BEGIN, at)) return false;
    const endsAt = pem.indexOf(END, at);
    if (endsAt < 0 || !isCertificate(pem.slice(at + BEGIN.length, endsAt))) return false;
    at = endsAt + END.length;
    while (isLineEnd(pem[at])) at += 1;
    if (at === pem.length) return true;
  }
}

const isLineEnd = (character: string | undefined): boolean =>
  character === '\n' || character === '\r';

/** Whether the lines between the marks are one whole value of DER, of 128 to 65,535 bytes. */
function isCertificate(lines: string): boolean {
  if (!isLineEnd(lines[0]) || lines[lines.length - 1] !== '\n') return false;
  let der: Uint8Array;
  try {
    der = base64.decode(lines.replaceAll('\r', '').replaceAll('\n', ''));
  } catch {
    return false;
  }
  if (der[0] !== SEQUENCE) return false;
  if (der[1] === TWO_BYTES) return der.length === 4 + der[2]! * 256 + der[3]!;
  return der[1] === 0x81 && der.length === 3 + der[2]!;
}
