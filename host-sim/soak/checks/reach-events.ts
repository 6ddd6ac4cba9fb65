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
  'write-fails': 'journal-failed',
  'write-differs': 'journal-failed',
  'link-swapped': 'other-link',
  'buyers-swap': 'other-link',
  'meter-silent': 'meter-silent',
  unplug: 'unplugged',
  replugged: 'unplugged',
});

/** A cut by any name is told by the power itself. */
/** For how long a board cannot see that time goes by; 0: it can. */
export const stallMsOf = (kind: string): number =>
  kind === 'mono-stands' ? Number.POSITIVE_INFINITY : kind.includes('stall') ? 3_000 : 0;
