/**
 * A board as it runs on the device, with the world at arm's length: hands, board and meter driver
 * in one place, a function from what came in to what goes out. Bundled for XS and for Node alike;
 * knows no clock but the one each input carries.
 */
import { chosenMeter } from '../../drivers/meters/chosen-meter';
import { formatConfigError } from '../../src/config/fields';
import { recover } from '../../src/journal/recover';
import { SECTOR_BYTES } from '../../src/journal/sector';
import { formatLog } from '../../src/log';
import type { HttpRequest, Now } from '../../src/ports';
import { unreachable } from '../../src/result';
import { secret } from '../../src/secret';
import { journalSequence } from '../../src/units';
import {
  type Around,
  type Documents,
  type PlainCommand,
  readDocuments,
  Wiring,
} from '../../src/wiring';
import type { CellInput, CellOutput } from '../border';
import { CellClock } from './cell-clock';
import { CellStream } from './cell-stream';
import { outgoing } from './outgoing';

type Start = CellInput & { readonly do: 'start' };

export class Cell implements Around {
  readonly #clock = new CellClock((output) => this.#emit(output));
  readonly #stream = new CellStream((output) => this.#emit(output));
  readonly #wiring = new Wiring(this);
  #outputs: CellOutput[] = [];

  turn(input: CellInput): readonly CellOutput[] {
    this.#outputs = [];
    this.#clock.set(input.now);
    if (input.do === 'start') this.#start(input);
    else if (this.#wiring.hands !== undefined) this.#take(input);
    return this.#outputs;
  }

  now(): Now {
    return this.#clock.time;
  }

  perform(command: PlainCommand): void {
    switch (command.kind) {
      case 'supply': {
        const { state, validForMs } = command;
        return this.#emit({ out: 'supply', state, validForMs });
      }
      case 'flash-erase':
        return this.#emit({ out: 'erase', sector: command.sector });
      case 'flash-write': {
        const { at, bytes, sequence } = command;
        return this.#emit({ out: 'write', at, bytes, sequence });
      }
      case 'trip':
        return this.#emit({ out: 'trip' });
      case 'restart':
        return this.#emit({ out: 'restart' });
      case 'entropy-request':
        return this.#emit({ out: 'entropy' });
      case 'log': {
        const { event } = command;
        return this.#emit({ out: 'log', line: formatLog(event), event });
      }
      default:
        return unreachable(command);
    }
  }

  send(request: HttpRequest, documents: Documents): void {
    this.#emit({ out: 'http', ...outgoing(request, documents) });
  }

  refused(): void {
    this.#emit({ out: 'refused', why: 'busy: ask again in a second', isFinal: false });
  }

  crashed(message: string): void {
    this.#emit({ out: 'crashed', message });
  }

  #emit(output: CellOutput): void {
    this.#outputs.push(output);
  }

  /** The board may not sell when configuration, meter type or journal is not in order. */
  #start(input: Start): void {
    const { config, secrets, flash, jitterSeed, hardware, feedback, format, isConfirmed } = input;
    const documents = readDocuments(config, secrets);
    if (!documents.ok) {
      const why = documents.fault.map(formatConfigError).join('\n');
      return this.#emit({ out: 'refused', why, isFinal: true });
    }
    const line = { kind: 'line', open: () => this.#stream.open } as const;
    const meter = chosenMeter(documents.value.config.meter, this.#clock, line);
    if (!meter.ok) return this.#emit({ out: 'refused', why: meter.fault, isFinal: true });
    this.#wiring.start({
      documents: documents.value,
      journal: recover(readerOf(flash), flash.length, format),
      meter: meter.value,
      jitterSeed,
      hardware,
      ...(feedback === undefined ? {} : { feedback }),
      isImageConfirmed: isConfirmed,
    });
  }

  #take(input: Exclude<CellInput, Start>): void {
    const wiring = this.#wiring;
    switch (input.do) {
      case 'tick':
        return wiring.deliver({ kind: 'tick' });
      case 'bytes':
        return this.#stream.arrive(input.bytes);
      case 'timer':
        return this.#clock.ring(input.timer);
      case 'entropy':
        return wiring.deliver({ kind: 'entropy', bytes: secret(input.hex) });
      case 'http-part': {
        const { id, status, latin1 } = input;
        const hangUp = () => this.#emit({ out: 'http-stop', id });
        return wiring.part(id, status, bytesOf(latin1), hangUp);
      }
      case 'http-end':
        return wiring.end(input.id, input.status, input.dateSec);
      case 'http-failed':
        return wiring.failed(input.id, input.fault);
      case 'written': {
        const sequence = journalSequence(input.sequence);
        return wiring.deliver({ kind: 'journal-written', sequence });
      }
      case 'write-failed':
        return wiring.deliver({ kind: 'journal-failed' });
      case 'stall':
        return this.#stall(true);
      case 'go-on':
        this.#stall(false);
        return wiring.deliver({ kind: 'tick' });
      case 'event':
        return wiring.deliver(input.event);
      case 'look': {
        const view = wiring.view();
        return view === undefined ? undefined : this.#emit({ out: 'view', view });
      }
      default:
        return unreachable(input);
    }
  }

  /** What comes in meanwhile waits in the queue. */
  #stall(isStalled: boolean): void {
    const { hands } = this.#wiring;
    if (hands !== undefined) hands.running = isStalled;
  }
}

const readerOf = (flash: readonly string[]) => (at: number, count: number) => {
  const sector = flash[Math.floor(at / SECTOR_BYTES)] ?? '';
  return bytesOf(sector.slice(at % SECTOR_BYTES, (at % SECTOR_BYTES) + count));
};

function bytesOf(latin1: string): Uint8Array {
  const bytes = new Uint8Array(latin1.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = latin1.charCodeAt(i);
  return bytes;
}
