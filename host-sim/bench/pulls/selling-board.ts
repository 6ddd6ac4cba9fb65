/**
 * The board's own core, sold from second by second until so many pulls have settled: hands, journal
 * gate and picker around it as on the device, the desk's ledger before it, a meter without a line.
 *
 * While no pull is near, the load draws more, so that the wait between two pulls is short: hours at
 * 0.5 kW. Before a pull can begin it draws what it should again, and what is measured in between,
 * the exposure, is a mean over energy, which does not know how fast that flowed.
 */
import { accountAt } from '../../../src/account/book';
import { blankJournal } from '../../../src/journal/recover';
import type { LogEvent } from '../../../src/log';
import { ENTROPY_BYTES, type HttpRequest, type Now } from '../../../src/ports';
import { assert, ok } from '../../../src/result';
import { costOver, standingOf } from '../../../src/sale/reserve';
import { secret } from '../../../src/secret';
import { durationMs, epochMs, journalSequence, monotonicMs } from '../../../src/units';
import { type Around, type Documents, type PlainCommand, Wiring } from '../../../src/wiring';
import { outgoing } from '../../cell/outgoing';
import { EventQueue } from '../../event-queue';
import { createLedgerPayments, type LedgerPayments } from '../../ledger-payments';
import { type Stream, stream } from '../../prng';
import { Exposure } from './exposure';
import { type Circuit, documentsOf, Flow } from './flow';
import { requestBytes, responseBytes } from './http-bytes';
import { feeMilliSat } from './rules';

const STARTS_AT_MS = Date.UTC(2026, 0, 1);
const BUYER = 'buyer';
const SERIAL = '20000000';
const TICK_MS = 1_000;
const FLASH_MS = 3;
/** Two frames of some 60 bytes at 9,600 baud, and the pauses between. */
const METER_MS = 160;
/** Of the load at which a pull would begin just now, so much is drawn while hurrying. */
const NEAR = 0.8;
/** Less than this over the load of the row is no hurry: the row's own is drawn. */
const HURRY_MIN = 1.2;

export class SellingBoard implements Around {
  readonly exposure = new Exposure();
  readonly latenciesMs: number[] = [];
  givenUp = 0;
  interruptions = 0;
  requests = 0;
  bytes = 0;
  feesMilliSat = 0;
  paidMilliSat = 0;
  readonly #circuit: Circuit;
  readonly #queue = new EventQueue();
  readonly #payments: LedgerPayments;
  readonly #chance: Stream;
  readonly #wiring = new Wiring(this);
  readonly #flow: Flow;

  constructor(circuit: Circuit, terms: Readonly<Record<string, unknown>>, seed: number) {
    this.#circuit = circuit;
    this.#chance = stream(seed, 'bench pulls entropy');
    this.#flow = new Flow(circuit, this.exposure);
    this.#payments = createLedgerPayments({
      queue: this.#queue,
      epochMs: () => STARTS_AT_MS + this.#queue.now,
      buyers: [BUYER],
      // Of its own at each power: what is rare is not met at the same pull by all.
      seed: seed + circuit.watts,
      latePayments: false,
      onPayment: () => this.#flow.until(this.#queue.now),
    });
    const { node, credential } = this.#payments;
    this.#wiring.start({
      documents: documentsOf(circuit, terms, node.url, credential),
      journal: blankJournal(),
      meter: {
        frames: 0,
        sample: (done) => {
          this.#queue.after(METER_MS, () => {
            this.#flow.until(this.#queue.now);
            done(ok(this.#flow.reading(this.now().mono)));
          });
        },
        identify: (done) => done(ok(SERIAL)),
      },
      jitterSeed: seed,
      hardware: 'bench',
      isImageConfirmed: true,
    });
    this.#second();
    this.#second();
    const link = secret(this.#payments.link(BUYER));
    this.#wiring.deliver({ kind: 'link-offered', link });
  }

  /** Until so many pulls have settled. */
  run(pulls: number): void {
    while (this.latenciesMs.length < pulls) this.#second();
  }

  now(): Now {
    const at = this.#queue.now;
    return {
      mono: monotonicMs(at),
      wall: { epochMs: epochMs(STARTS_AT_MS + at), plusMinusMs: durationMs(50) },
    };
  }

  perform(command: PlainCommand): void {
    switch (command.kind) {
      case 'supply':
        return this.#flow.turn(this.#queue.now, command.state !== 'open');
      case 'flash-write': {
        const sequence = journalSequence(command.sequence);
        if (sequence > 0) this.#later(FLASH_MS, { kind: 'journal-written', sequence });
        return;
      }
      case 'entropy-request': {
        const bytes = secret(this.#chance.hex(ENTROPY_BYTES));
        return this.#later(1, { kind: 'entropy', bytes });
      }
      case 'log':
        return this.#heard(command.event);
      default:
        return;
    }
  }

  send(request: HttpRequest, documents: Documents): void {
    const out = outgoing(request, documents);
    this.requests++;
    this.bytes += requestBytes(out);
    let body = 0;
    const hangUp = this.#payments.request(out, {
      part: (status, bytes) => {
        body += bytes.length;
        this.#wiring.part(out.id, status, bytes, hangUp);
      },
      end: (status, dateSec) => {
        this.bytes += responseBytes(body);
        this.#wiring.end(out.id, status, dateSec);
      },
      failed: (fault) => this.#wiring.failed(out.id, fault),
    });
  }

  refused(): void {
    assert(false, 'bench pulls: the queue is full');
  }

  crashed(message: string): void {
    throw new Error(`the board threw: ${message}`);
  }

  #later(afterMs: number, event: Parameters<Wiring['deliver']>[0]): void {
    this.#queue.after(afterMs, () => this.#wiring.deliver(event));
  }

  /** A second passes, and at its end the meter is read. */
  #second(): void {
    const end = this.#queue.now + TICK_MS;
    for (let at = this.#queue.nextAt; at !== undefined && at <= end; at = this.#queue.nextAt) {
      this.#queue.step();
      this.#count();
    }
    this.#queue.advanceTo(end);
    this.#flow.until(end);
    this.#flow.watts = this.#wattsNow();
    this.#wiring.deliver({ kind: 'tick' });
  }

  /** What the owner's node took meanwhile. */
  #count(): void {
    const received = this.#payments.lightning.owner.receivedMilliSat();
    const milliSat = received - this.paidMilliSat;
    if (milliSat === 0) return;
    this.paidMilliSat = received;
    this.feesMilliSat += feeMilliSat(milliSat);
    this.exposure.paid(milliSat);
  }

  #heard({ area, what, fields }: LogEvent): void {
    assert(area !== 'fault', `bench pulls: ${what}`);
    if (area === 'pull' && what === 'settled') this.latenciesMs.push(Number(fields['latencyMs']));
    if (area === 'pull' && what !== 'settled') this.givenUp++;
    if (area !== 'supply' || what !== 'open') return;
    assert(fields['reason'] === 'no-credit', `bench pulls: opened as ${fields['reason']}`);
    this.interruptions++;
  }

  #wattsNow(): number {
    const { watts, wattsMax } = this.#circuit;
    const state = this.#wiring.hands?.state;
    if (state?.book.sale === undefined || !this.#flow.isOn) return watts;
    const { book, config, pulling } = state;
    if (book.pull !== undefined || pulling.next !== 'none') return watts;
    const account = accountAt(book, book.sale?.account ?? 0);
    const { left, reserve, price } = standingOf(state, account, this.now());
    const spare = Math.min(left - reserve, NEAR * (left - config.terms.threshold));
    // With a runway of 0 ten seconds still pass at the row's own load.
    const costPerWatt = costOver(Math.max(pulling.runway.runwayMs, 10_000), 1_000_000, price) / 1e3;
    const most = Math.min(wattsMax, Math.floor((NEAR * spare) / costPerWatt));
    return most > HURRY_MIN * watts ? most : watts;
  }
}
