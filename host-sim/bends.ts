/**
 * What is bent between boards, node and links: each bend is of a kind, waits for its moment, and
 * strikes so many times or as long as its window lasts. Each kind has its own stream of chance,
 * so that one more does not reshuffle the others.
 */
import { type Stream, stream } from './prng';

/** The first five are requests on the wire, the others what stands behind them. */
export type Moment =
  | 'create'
  | 'look-up'
  | 'cancel'
  | 'offer'
  | 'callback'
  /** The node has made an invoice, and is about to show it. */
  | 'created'
  /** The service is about to make its offer, or to say OK and pay. */
  | 'offering'
  | 'accepting'
  /** A payment sets out; it has arrived. */
  | 'paying'
  | 'settled';

const WIRE: readonly Moment[] = ['create', 'look-up', 'cancel', 'offer', 'callback'];
const NODE: readonly Moment[] = ['create', 'look-up', 'cancel'];
const SERVICE: readonly Moment[] = ['offering', 'accepting'];

const MOMENTS = {
  'request-lost': WIRE,
  'request-doubled': WIRE,
  'connection-refused': WIRE,
  'tls-refused': WIRE,
  'reply-lost': WIRE,
  'reply-late': WIRE,
  'replies-reordered': WIRE,
  'reply-truncated': WIRE,
  'reply-garbled': WIRE,
  'reply-wrong-type': WIRE,
  'reply-slow-drip': WIRE,
  'reply-oversized': WIRE,
  'create-answer-lost': ['create'],
  'wrong-invoice': ['created'],
  'node-busy': NODE,
  'credential-revoked': NODE,
  'node-cannot-cancel': ['cancel'],
  'node-forgets': ['look-up', 'cancel'],
  'node-restored': ['settled'],
  'paid-in-parts': ['paying'],
  'paid-late': ['paying'],
  'paid-double': ['paying'],
  'paid-less': ['paying'],
  'pays-slowly': ['paying'],
  'pays-another': ['paying'],
  'ok-and-never-pays': ['accepting'],
  'error-and-pays': ['accepting'],
  'link-exhausted': SERVICE,
  'link-too-early': SERVICE,
  'link-in-use': ['accepting'],
  'link-shared': ['accepting'],
  'link-html': SERVICE,
  'link-silence': SERVICE,
  'link-flood': SERVICE,
  'link-minimum-high': ['offering'],
  'callback-elsewhere': ['offering'],
  'limits-change': ['accepting'],
} as const satisfies Readonly<Record<string, readonly Moment[]>>;

export type BendKind = keyof typeof MOMENTS;

export type BendOptions = {
  readonly kind: BendKind;
  /** Who bends: by this it is ended. */
  readonly by: object;
  /** Of what goes to one side only; absent: to both. */
  readonly target?: 'node' | 'link';
  /** Of one board only; absent: of every board. */
  readonly board?: number;
  /** Of so many that it could spoil, it spoils one. */
  readonly oneIn: number;
  /** Over after so many strikes; `Infinity` until it is ended. */
  readonly times: number;
  /** 0 (included) to 1: the kind's own parameter. */
  readonly size: number;
  /** Something was really spoilt, for this board where that is known. */
  readonly struck: (board: number | undefined) => void;
};

export type Bend = BendOptions & { readonly chance: Stream };
type Active = { readonly bend: Bend; left: number };

export class Bends {
  readonly #seed: number;
  readonly #streams = new Map<BendKind, Stream>();
  #active: Active[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  get isEmpty(): boolean {
    return this.#active.length === 0;
  }

  add(options: BendOptions): void {
    const chance = this.#streams.get(options.kind) ?? stream(this.#seed, `bend ${options.kind}`);
    this.#streams.set(options.kind, chance);
    this.#active.push({ bend: { ...options, chance }, left: options.times });
  }

  end(by: object): void {
    this.#active = this.#active.filter(({ bend }) => bend.by !== by);
  }

  clear(): void {
    this.#active = [];
  }

  /** The bend that is due at this moment, if any. It is used up by `take`, not by this. */
  pick(
    moment: Moment,
    board: number | undefined,
    fits: (kind: BendKind) => boolean = () => true,
  ): Bend | undefined {
    for (const { bend } of this.#active) {
      if (!isAt(bend, moment, board) || !fits(bend.kind)) continue;
      if (bend.oneIn <= 1 || bend.chance.below(bend.oneIn) === 0) return bend;
    }
    return undefined;
  }

  /** Uses it up by one. For what will strike later, or never. */
  take(bend: Bend): void {
    const active = this.#active.find((each) => each.bend === bend);
    if (active === undefined) return;
    active.left -= 1;
    if (active.left <= 0) this.#active = this.#active.filter((each) => each !== active);
  }

  strike(bend: Bend, board: number | undefined): void {
    this.take(bend);
    bend.struck(board);
  }
}

function isAt(bend: Bend, moment: Moment, board: number | undefined): boolean {
  if (bend.board !== undefined && board !== undefined && bend.board !== board) return false;
  if (bend.target !== undefined && WIRE.includes(moment)) {
    if (NODE.includes(moment) !== (bend.target === 'node')) return false;
  }
  const moments: readonly Moment[] = MOMENTS[bend.kind];
  return moments.includes(moment);
}
