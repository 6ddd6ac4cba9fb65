/** What the world tells the judge of a life. */
import type { View } from '../../../src/web/view';
import type { OwnerCommand } from '../../surroundings';
import type { JudgedPlace, Violation } from './evidence';
import type { OrderChecker } from './order';
import type { Reach, ReachEvent } from './reach';

export type Judge = {
  readonly violations: readonly Violation[];
  readonly reach: Reach;
  readonly order: OrderChecker;
  /** Once a second while the board has power. A promise when it is looked at: wait for it. */
  second(place: JudgedPlace): void | Promise<void>;
  contactor(place: JudgedPlace, isClosed: boolean): void;
  /** A request leaves the board. */
  asked(place: JudgedPlace, requestId: string, body?: string): void;
  /** After `asked`, when the request carries an invoice to the buyer's link. */
  handedOver(place: JudgedPlace, paymentRequest: string): void;
  /** The board shows it to whoever stands there: handed over to anybody. */
  shown(place: JudgedPlace, paymentRequest: string): void;
  beforePayment(buyer: string): void;
  /** A board of -1: all of them. */
  struck(kind: string, board: number): void;
  /** Whatever cut it, and before it comes back. */
  powerCut(place: JudgedPlace): void;
  /** What the world can see and no fault's kind tells. */
  note(place: JudgedPlace, event: ReachEvent): void;
  /** Of a board whose journal lacks a record in the middle, as soon as it has booted on it. */
  readBack(place: JudgedPlace, view: View): void;
  /** What a board said. */
  line(place: JudgedPlace, line: string): void;
  /** What the owner told a board. */
  owner(place: JudgedPlace, command: OwnerCommand): void;
  /** A rule of the world itself is broken, as of flash: what was thrown. */
  broke(message: string): void;
  ended(): Promise<void>;
};
