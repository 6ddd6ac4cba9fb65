/**
 * What the soak reached: states of a pull x events, as a bit each, so that workers send them and
 * the run adds them up. The state is the world's view of it: the last request that left the board.
 */

/** `looking-up`: not handed over yet. `waiting`: handed over, and the node is asked about it. */
export const PULL_STATES = Object.freeze([
  'none',
  'asking-link',
  'creating',
  'looking-up',
  'handing-over',
  'waiting',
  'cancelling',
  'late-look',
] as const);

/** What a request meets; without one there is none to meet it. */
const ANSWERS = Object.freeze([
  'time-out',
  'refused',
  'garbled',
  'truncated',
  'late-reply',
  'doubled-reply',
] as const);

/** `settled`: the node took money. `void`, `lapsed`: so the board closed a pull. */
const HAPPENINGS = Object.freeze([
  'settled',
  'void',
  'lapsed',
  'power-cut',
  'unplugged',
  'other-link',
  'meter-silent',
  'clock-unknown',
  'node-away',
  'node-forgot',
  'journal-failed',
  'stalled',
] as const);

export type PullState = (typeof PULL_STATES)[number];
export type ReachEvent = (typeof ANSWERS)[number] | (typeof HAPPENINGS)[number];

const EVENTS: readonly ReachEvent[] = [...ANSWERS, ...HAPPENINGS];
const OUTCOMES = Object.freeze(['settled', 'void', 'lapsed', 'late', 'unknown'] as const);
export type PullOutcome = (typeof OUTCOMES)[number];

/** A pair by its place in the list of names; then the ways a pull ended. */
const pairAt = (state: number, event: number): number => state * EVENTS.length + event;
const PAIR_COUNT = PULL_STATES.length * EVENTS.length;
const NAME_COUNT = PAIR_COUNT + OUTCOMES.length;
const WORD_BITS = 32;

const isPair = (state: PullState, event: ReachEvent): boolean =>
  state !== 'none' || !(ANSWERS as readonly ReachEvent[]).includes(event);

/** All that can be asked for, by name: `waiting x settled`, and `pull x late` for its end. */
export const PAIRS: readonly string[] = PULL_STATES.flatMap((state) =>
  EVENTS.filter((event) => isPair(state, event)).map((event) => `${state} x ${event}`),
);

/** Plain numbers, 32 bits each: it crosses to another thread as it is. */
export type ReachBits = readonly number[];

export type Reach = {
  readonly bits: ReachBits;
  /** The board sent a request; its id is `<planned>.<attempt>.<step>`. */
  asked(board: number, requestId: string): void;
  /** The invoice of the pull that was asked about last is on the page. */
  shown(board: number): void;
  note(board: number, event: ReachEvent): void;
  ended(outcome: PullOutcome): void;
  /** The board has lost what it was about. */
  forgot(board: number): void;
};

const STATE_OF_STEP: Readonly<Record<string, PullState>> = Object.freeze({
  'ask-link': 'asking-link',
  create: 'creating',
  'look-up': 'looking-up',
  'hand-over': 'handing-over',
  'card-pays': 'handing-over',
  cancel: 'cancelling',
  late: 'late-look',
});

export function createReach(boards: number): Reach {
  const bits = new Array<number>(Math.ceil(NAME_COUNT / WORD_BITS)).fill(0);
  const states = new Array<number>(boards).fill(0);
  /** The pull that was handed over last, as the ids name it. */
  const handed = new Array<string>(boards).fill('');
  const asked = new Array<string>(boards).fill('');
  const set = (at: number): void => {
    bits[at >>> 5]! |= 1 << (at & 31);
  };
  return {
    bits,
    asked(board, requestId) {
      const planned = requestId.slice(0, requestId.indexOf('.'));
      asked[board] = planned;
      let state = STATE_OF_STEP[requestId.slice(requestId.lastIndexOf('.') + 1)];
      if (state === undefined) return;
      if (state === 'handing-over') handed[board] = planned;
      if (state === 'looking-up' && handed[board] === planned) state = 'waiting';
      states[board] = PULL_STATES.indexOf(state);
    },
    shown(board) {
      handed[board] = asked[board]!;
    },
    note(board, event) {
      const state = states[board];
      if (state === undefined || !isPair(PULL_STATES[state]!, event)) return;
      set(pairAt(state, EVENTS.indexOf(event)));
    },
    ended: (outcome) => set(PAIR_COUNT + OUTCOMES.indexOf(outcome)),
    forgot(board) {
      states[board] = 0;
    },
  };
}

export function addReach(to: number[], bits: ReachBits): void {
  for (let i = 0; i < bits.length; i++) to[i] = (to[i] ?? 0) | bits[i]!;
}

export function reachedNames(bits: ReachBits): ReadonlySet<string> {
  const has = (at: number): boolean => ((bits[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
  const names = new Set<string>();
  PULL_STATES.forEach((state, row) => {
    EVENTS.forEach((event, column) => {
      if (has(pairAt(row, column))) names.add(`${state} x ${event}`);
    });
  });
  OUTCOMES.forEach((outcome, at) => {
    if (has(PAIR_COUNT + at)) names.add(`pull x ${outcome}`);
  });
  return names;
}
