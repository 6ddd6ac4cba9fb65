/** Which event of the reach table a fault that struck is. Kinds that are none are not here. */
import type { ReachEvent } from './reach';

export const EVENT_OF_KIND: Readonly<Record<string, ReachEvent>> = Object.freeze({
  'request-lost': 'time-out',
  'reply-lost': 'time-out',
  'create-answer-lost': 'time-out',
  'reply-slow-drip': 'time-out',
  'link-silence': 'time-out',
  'connection-refused': 'refused',
  'tls-refused': 'refused',
  'node-busy': 'refused',
  'credential-revoked': 'refused',
  'reply-garbled': 'garbled',
  'reply-wrong-type': 'garbled',
  'link-html': 'garbled',
  'reply-truncated': 'truncated',
  'reply-late': 'late-reply',
  'replies-reordered': 'late-reply',
  'request-doubled': 'doubled-reply',
  'node-forgets': 'node-forgot',
  'node-restored': 'node-forgot',
  'node-replaced': 'node-forgot',
  'node-restarts': 'node-away',
  'clock-unknown': 'clock-unknown',
  'sold-clockless': 'clock-unknown',
  'write-fails': 'journal-failed',
  'write-differs': 'journal-failed',
  'link-swapped': 'other-link',
  'buyers-swap': 'other-link',
  'buyer-changes': 'other-link',
  'meter-silent': 'meter-silent',
  unplug: 'unplugged',
  replugged: 'unplugged',
});

const CLOSINGS = ['void', 'lapsed'] as const;

/** What a board's line says of a pull that closed without money. */
export const closingIn = (line: string): (typeof CLOSINGS)[number] | undefined =>
  CLOSINGS.find((outcome) => line.startsWith(`pull ${outcome}`));

/**
 * For how long a kind keeps a board from deciding: the guard opens when the lease has run out, or
 * never while no time goes by.
 */
export type Stall = { readonly lastsMs: number; readonly isTimeless: boolean };

const STALLED: Stall = { lastsMs: 12_000, isTimeless: false };
/** Nothing can be too old there. It strikes as long as it lasts. */
const TIMELESS: Stall = { lastsMs: 0, isTimeless: true };
const STALLS: Readonly<Record<string, Stall>> = {
  'script-stalls': STALLED,
  'queue-full': STALLED,
  'cable-unheard': STALLED,
  'mono-stands': TIMELESS,
};

export const stallOf = (kind: string): Stall | undefined => STALLS[kind];
