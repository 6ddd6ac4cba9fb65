/**
 * Who stands at a place: its buyer, who shows a link at each plug, or a guest, who shows none and
 * pays what the board shows, by phone or by card. Both have the same wallet.
 */
import type { View } from '../src/web/view';
import type { DeskBoard } from './desk-board';
import type { Load, Plug } from './load';
import type { Payments } from './payments';
import type { ScenarioBoard } from './scenario';
import type { Happens } from './surroundings';

export type CustomerOptions = {
  readonly scenario: ScenarioBoard;
  readonly payments: Payments;
  readonly index: number;
  /** Who would show a link here. */
  readonly buyer: () => string;
  readonly board: () => DeskBoard;
  readonly load: () => Load;
  /** An invoice is on the page: whoever sees it may pay it. */
  readonly onShown: (paymentRequest: string) => void;
};

const FORGIVEN_MILLI_SAT_MAX = 999;

export class Customer {
  readonly #options: CustomerOptions;
  /** Without a link, for now. */
  isGuest = false;
  #shown = '';
  /** What was used is asked for in whole sat, rounded down: so much of it nobody pays. */
  #forgivenMilliSat = 0;

  constructor(options: CustomerOptions) {
    this.#options = options;
  }

  /** Beside what was settled: what is held, and what nobody was asked for. */
  get rightMilliSat(): number {
    const { payments, buyer } = this.#options;
    return (payments.wallet(buyer())?.heldMilliSat() ?? 0) + this.#forgivenMilliSat;
  }

  get plug(): Plug {
    const { scenario, board, buyer } = this.#options;
    return {
      plugged: () => {
        if (this.isGuest) return this.arrive();
        return scenario.standing ? undefined : this.offer(buyer());
      },
      unplugged: () => board().deliver({ kind: 'unplugged' }),
    };
  }

  /** A link is shown: the tenant's by the owner, anybody else's by themselves. */
  offer(buyer: string): Happens {
    const { scenario, payments, board } = this.#options;
    const link = { secret: payments.link(buyer) };
    const isTenant = scenario.standing && buyer === scenario.buyer;
    const tenant = isTenant ? { tenant: buyer } : {};
    return board().deliver({ kind: 'link-offered', link, ...tenant });
  }

  /** The button at the board. */
  arrive(): Happens {
    return this.#options.board().deliver({ kind: 'guest-arrived' });
  }

  /** The next to plug in is a guest, or is not. */
  async change(isGuest: boolean): Promise<void> {
    const { load } = this.#options;
    await load().pull();
    this.isGuest = isGuest;
    await load().plugIn();
  }

  /** What the board shows is paid by a wallet that scans it; nothing where nothing is shown. */
  async payByPhone(): Promise<void> {
    const { payments, index, buyer } = this.#options;
    await this.#look();
    if (this.#shown !== '') payments.guest?.pay(buyer(), this.#shown, index);
  }

  tapCard(): Happens {
    const { payments, buyer } = this.#options;
    const url = payments.guest?.tap(buyer());
    if (url !== undefined) return this.readTap(url);
  }

  /** The reader says what it has read, and perhaps says it twice. */
  readTap(url: string): Happens {
    return this.#options.board().deliver({ kind: 'card-tapped', url: { secret: url } });
  }

  /** The board was looked at. */
  saw(view: View | undefined): void {
    const invoice = view?.guest?.invoice;
    const shown = invoice?.paymentRequest ?? '';
    if (shown !== '' && shown !== this.#shown) {
      this.#options.onShown(shown);
      if (invoice?.pays === 'used') this.#forgivenMilliSat += FORGIVEN_MILLI_SAT_MAX;
    }
    this.#shown = shown;
  }

  async #look(): Promise<void> {
    const board = this.#options.board();
    this.saw(board.isPowered ? await board.look() : undefined);
  }
}
