/** What an invoice of our own node must be; every other one is not handed over. */
export const INVOICES: Readonly<Record<string, string>> = {
  'not-bolt11': "The node's invoice cannot be read.",
  'bad-checksum': "The node's invoice has a wrong checksum.",
  'too-long': "The node's invoice is too long.",
  'wrong-network': 'The invoice is of another network.',
  'no-amount': 'The invoice has no amount.',
  'wrong-amount': 'The invoice has another amount than asked for.',
  'wrong-hash': 'The invoice is not the one asked for.',
  'wrong-expiry': 'The invoice lives longer or shorter than asked for.',
  expired: 'The invoice had expired already.',
  'expires-too-soon': 'The invoice expires too soon.',
  'expires-too-late': 'The invoice lives for hours: while unpaid it would stop every other one.',
  'without-look-up': 'The address does not say where it is told that an invoice was paid.',
};
