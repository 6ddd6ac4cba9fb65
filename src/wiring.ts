/**
 * What is the same around every board, on the device and on the desk: documents, journal and meter
 * made into a board with hands, its requests sent and their answers picked, its meter asked one
 * question at a time. Pure: whoever can move, send and write stands behind `Around`.
 */
import { createBoard } from './board';
import { type BoardConfig, parseConfig } from './config/board-config';
import type { ConfigError } from './config/fields';
import { parseSecrets, type Secrets } from './config/secrets';
import { createHands, deliver, type Hands, type Host } from './hands';
import type { Recovered } from './journal/recover';
import { NODE_KINDS } from './payment/nodes/kinds';
import type {
  BoardEvent,
  Command,
  ContactorFeedback,
  HttpFault,
  HttpRequest,
  Meter,
  Now,
} from './ports';
import { fail, ok, type Result } from './result';
import { secret } from './secret';
import { beginTrial, isPassed, type Trial } from './trial';
import { endReply, expectReply, failReply, type Replies, takePart } from './web/replies';
import { type View, viewOf } from './web/view';

export type Documents = { readonly config: BoardConfig; readonly secrets: Secrets };

/** Both documents, or every error of both. */
export function readDocuments(
  config: unknown,
  secrets: unknown,
): Result<Documents, readonly ConfigError[]> {
  const read = parseConfig(config);
  const named = parseSecrets(secrets);
  if (read.ok && named.ok) return ok({ config: read.value, secrets: named.value });
  return fail([...(read.ok ? [] : read.fault), ...(named.ok ? [] : named.fault)]);
}

/** Where a credential says what it allows. */
function isTooStrong({ config: { node }, secrets }: Documents): boolean {
  const credential = secrets.get(node.credential)?.secret ?? '';
  return NODE_KINDS[node.kind].isTooStrong?.(credential) === true;
}

/** Neither asked of the meter nor of the web: each host has its own way with it. */
export type PlainCommand = Exclude<Command, { readonly kind: 'http-request' | 'bus-request' }>;

export interface Around {
  now(): Now;
  perform(command: PlainCommand): void;
  /** Origin and credential are of the documents. The answer comes to `part`, `end` and `failed`. */
  send(request: HttpRequest, documents: Documents): void;
  /**
   * Says that this image stays, whatever resets the board from now on. False: that could not be
   * written. Absent where somebody else decides it.
   */
  confirmImage?(): boolean;
  /** The queue is full. */
  refused(event: BoardEvent): void;
  /** The board threw; the contactor is open by now. */
  crashed(message: string): void;
}

export type Start = {
  readonly documents: Documents;
  readonly journal: Recovered;
  readonly meter: Meter & { readonly frames: number };
  readonly jitterSeed: number;
  readonly hardware: string;
  /** Absent where nothing tells what the contactor did. */
  readonly feedback?: ContactorFeedback;
  readonly isImageConfirmed: boolean;
};

export class Wiring implements Host {
  readonly #around: Around;
  readonly #replies: Replies = new Map();
  #hands: Hands | undefined;
  #start: Start | undefined;
  /** What the driver was asked while it was still busy is asked again at the next interval. */
  #isMeterBusy = false;
  #trial: Trial | undefined;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Undefined before the start, and when the board threw. */
  get hands(): Hands | undefined {
    return this.#hands;
  }

  view(): View | undefined {
    const hands = this.#hands;
    if (hands?.state === undefined) return undefined;
    const frames = this.#start?.meter.frames ?? 0;
    return viewOf(hands.state, this.#around.now(), frames, hands.flashed);
  }

  start(start: Start): void {
    const { documents, journal, jitterSeed, hardware, feedback, isImageConfirmed } = start;
    const { config, secrets } = documents;
    this.#start = start;
    this.#hands = createHands(createBoard(config, journal, jitterSeed));
    this.deliver({ kind: 'boot', hardware, ...(feedback === undefined ? {} : { feedback }) });
    if (isImageConfirmed) this.deliver({ kind: 'image-confirmed' });
    else this.#beginTrial();
    if (isTooStrong(documents)) this.deliver({ kind: 'credential-too-strong' });
    for (const { name, links, board } of config.tenants) {
      const [link = secret(''), ...more] = links.map((each) => secrets.get(each) ?? secret(''));
      const peer = board === undefined ? {} : { peer: secrets.get(board.secret) ?? secret('') };
      this.deliver({ kind: 'link-offered', link, more, tenant: name, ...peer });
    }
  }

  deliver(event: BoardEvent | undefined): void {
    if (event === undefined || this.#hands === undefined) return;
    const now = this.#around.now();
    if (!deliver(this.#hands, now, event, this)) return this.#around.refused(event);
    if (this.#trial !== undefined) this.#try(this.#trial, now, event);
  }

  perform(command: Command): void {
    if (command.kind === 'http-request') return this.#send(command);
    if (command.kind === 'bus-request') return this.#askMeter(command.ask);
    this.#around.perform(command);
  }

  crashed(message: string): void {
    this.#hands = undefined;
    this.#around.crashed(message);
  }

  /** `hangUp`: the rest of this answer is not worth reading. */
  part(
    id: string,
    status: number,
    bytes: Uint8Array | readonly number[],
    hangUp: () => void,
  ): void {
    const event = takePart(this.#replies, id, status, bytes);
    if (event === undefined) return;
    hangUp();
    this.deliver(event);
  }

  end(id: string, status: number, dateSec: number | undefined): void {
    this.deliver(endReply(this.#replies, id, status, dateSec));
  }

  failed(id: string, fault: HttpFault): void {
    this.deliver(failReply(this.#replies, { kind: 'http-failed', id, fault }));
  }

  #beginTrial(): void {
    const state = this.#hands?.state;
    if (state === undefined || this.#around.confirmImage === undefined) return;
    this.#trial = beginTrial(state);
  }

  /** First what resets the board cannot take back, then what the image before could not read. */
  #try(trial: Trial, now: Now, event: BoardEvent): void {
    const state = this.#hands?.state;
    if (state === undefined || !isPassed(trial, state, now, event)) return;
    if (this.#around.confirmImage?.() !== true) return;
    this.#trial = undefined;
    this.deliver({ kind: 'image-confirmed' });
  }

  #send(request: HttpRequest): void {
    if (this.#start === undefined) return;
    expectReply(this.#replies, request);
    this.#around.send(request, this.#start.documents);
  }

  #askMeter(ask: 'sample' | 'identify'): void {
    const meter = this.#start?.meter;
    if (meter === undefined || this.#isMeterBusy) return;
    this.#isMeterBusy = true;
    if (ask === 'identify') {
      return meter.identify((answer) => {
        this.#isMeterBusy = false;
        if (answer.ok) this.deliver({ kind: 'meter-identified', serial: answer.value });
        else this.deliver({ kind: 'reading-failed', fault: answer.fault });
      });
    }
    meter.sample((answer) => {
      this.#isMeterBusy = false;
      if (answer.ok) this.deliver({ kind: 'reading', reading: answer.value });
      else this.deliver({ kind: 'reading-failed', fault: answer.fault });
    });
  }
}
