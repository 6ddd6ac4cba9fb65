/**
 * A board as it runs on the device, with the world at arm's length: hands, board and meter driver
 * in one place, a function from what came in to what goes out. Bundled for XS and for Node alike;
 * knows no clock but the one each input carries.
 */
import { ModbusMeter } from '../../drivers/meters/modbus-meter';
import { METER_ROWS, type MeterType } from '../../drivers/meters/rows';
import { ModbusMaster } from '../../drivers/modbus/master';
import { createBoard } from '../../src/board';
import { type BoardConfig, parseConfig } from '../../src/config/board-config';
import { formatConfigError } from '../../src/config/fields';
import { formatOrigin } from '../../src/config/origin';
import { parseSecrets, type Secrets } from '../../src/config/secrets';
import { createHands, deliver, type Hands, type Host } from '../../src/hands';
import { recover } from '../../src/journal/recover';
import { SECTOR_BYTES } from '../../src/journal/sector';
import { formatLog } from '../../src/log';
import type { BoardEvent, Command, HttpRequest } from '../../src/ports';
import { unreachable } from '../../src/result';
import { secret } from '../../src/secret';
import { journalSequence } from '../../src/units';
import { endReply, expectReply, failReply, type Replies, takePart } from '../../src/web/replies';
import { viewOf } from '../../src/web/view';
import type { CellInput, CellOutput } from '../border';
import { CellClock } from './cell-clock';
import { CellStream } from './cell-stream';

type Start = CellInput & { readonly do: 'start' };

export class Cell implements Host {
  readonly #clock = new CellClock((output) => this.#emit(output));
  readonly #stream = new CellStream((output) => this.#emit(output));
  readonly #replies: Replies = {};
  #outputs: CellOutput[] = [];
  #hands: Hands | undefined;
  #meter: ModbusMeter | undefined;
  #config: BoardConfig | undefined;
  #secrets: Secrets = new Map();
  /** What the driver was asked while it was still busy. */
  #isMeterBusy = false;

  turn(input: CellInput): readonly CellOutput[] {
    this.#outputs = [];
    this.#clock.set(input.now);
    if (input.do === 'start') this.#start(input);
    else if (this.#hands !== undefined) this.#take(this.#hands, input);
    return this.#outputs;
  }

  perform(command: Command): void {
    switch (command.kind) {
      case 'supply':
        return this.#emit({
          out: 'supply',
          state: command.state,
          validForMs: command.validForMs,
        });
      case 'http-request':
        return this.#request(command);
      case 'bus-request':
        return this.#askMeter(command.ask);
      case 'flash-erase':
        return this.#emit({ out: 'erase', sector: command.sector });
      case 'flash-write': {
        const { at, bytes, sequence } = command;
        return this.#emit({ out: 'write', at, bytes, sequence });
      }
      case 'restart':
        return this.#emit({ out: 'restart' });
      case 'entropy-request':
        return this.#emit({ out: 'entropy' });
      case 'log':
        return this.#emit({
          out: 'log',
          line: formatLog(command.event),
          event: command.event,
        });
      default:
        return unreachable(command);
    }
  }

  crashed(message: string): void {
    this.#hands = undefined;
    this.#emit({ out: 'crashed', message });
  }

  #emit(output: CellOutput): void {
    this.#outputs.push(output);
  }

  #deliver(event: BoardEvent | undefined): void {
    if (event === undefined || this.#hands === undefined) return;
    if (deliver(this.#hands, this.#clock.time, event, this)) return;
    this.#emit({ out: 'refused', why: 'busy: ask again in a second', isFinal: false });
  }

  /** The board may not sell when configuration, meter type or journal is not in order. */
  #start(start: Start): void {
    const { config, secrets, flash, jitterSeed, hardware, format, isConfirmed } = start;
    const parsed = parseConfig(config);
    const parsedSecrets = parseSecrets(secrets);
    const errors = [
      ...(parsed.ok ? [] : parsed.fault),
      ...(parsedSecrets.ok ? [] : parsedSecrets.fault),
    ];
    if (!parsed.ok || !parsedSecrets.ok) {
      return this.#emit({
        out: 'refused',
        why: errors.map(formatConfigError).join('\n'),
        isFinal: true,
      });
    }

    const { meter, tenants } = parsed.value;
    const types = Object.keys(METER_ROWS);
    if (!types.includes(meter.type)) {
      const why = `meter.type: ${meter.type} is not one of ${types.join(', ')}`;
      return this.#emit({ out: 'refused', why, isFinal: true });
    }
    const row = METER_ROWS[meter.type as MeterType];
    const master = new ModbusMaster(this.#clock, this.#stream.open, row.line);
    const { address, upsideDown, registerStep } = meter;
    this.#meter = new ModbusMeter(master, row, {
      address,
      isUpsideDown: upsideDown,
      ...(registerStep === undefined ? {} : { energyStep: registerStep }),
    });
    this.#config = parsed.value;
    this.#secrets = parsedSecrets.value;
    const journal = recover(readerOf(flash), flash.length, format);
    this.#hands = createHands(createBoard(parsed.value, journal, jitterSeed));
    this.#deliver({ kind: 'boot', hardware });
    if (isConfirmed) this.#deliver({ kind: 'image-confirmed' });
    for (const { name, link } of tenants) {
      const shown = this.#secrets.get(link) ?? secret('');
      this.#deliver({ kind: 'link-offered', link: shown, tenant: name });
    }
  }

  #take(hands: Hands, input: Exclude<CellInput, Start>): void {
    switch (input.do) {
      case 'tick':
        return this.#deliver({ kind: 'tick' });
      case 'bytes':
        return this.#stream.arrive(input.bytes);
      case 'timer':
        return this.#clock.ring(input.timer);
      case 'entropy':
        return this.#deliver({ kind: 'entropy', bytes: secret(input.hex) });
      case 'http-part': {
        const failed = takePart(this.#replies, input.id, input.status, bytesOf(input.latin1));
        if (failed !== undefined) this.#emit({ out: 'http-stop', id: input.id });
        return this.#deliver(failed);
      }
      case 'http-end':
        return this.#deliver(endReply(this.#replies, input.id, input.status, input.dateSec));
      case 'http-failed': {
        const { id, fault } = input;
        return this.#deliver(failReply(this.#replies, { kind: 'http-failed', id, fault }));
      }
      case 'written':
        return this.#deliver({
          kind: 'journal-written',
          sequence: journalSequence(input.sequence),
        });
      case 'write-failed':
        return this.#deliver({ kind: 'journal-failed' });
      case 'stall':
        hands.running = true;
        return;
      case 'go-on':
        hands.running = false;
        return this.#deliver({ kind: 'tick' });
      case 'event':
        return this.#deliver(input.event);
      case 'look': {
        if (hands.state === undefined) return;
        const view = viewOf(hands.state, this.#clock.time, this.#meter?.frames ?? 0);
        return this.#emit({ out: 'view', view });
      }
      default:
        return unreachable(input);
    }
  }

  /** The board asks again at its interval; a line that is still trying is left to finish. */
  #askMeter(ask: 'sample' | 'identify'): void {
    if (this.#meter === undefined || this.#isMeterBusy) return;
    this.#isMeterBusy = true;
    if (ask === 'identify') {
      this.#meter.identify((answer) => {
        this.#isMeterBusy = false;
        if (answer.ok) this.#deliver({ kind: 'meter-identified', serial: answer.value });
        else this.#deliver({ kind: 'reading-failed', fault: answer.fault });
      });
      return;
    }
    this.#meter.sample((answer) => {
      this.#isMeterBusy = false;
      if (answer.ok) this.#deliver({ kind: 'reading', reading: answer.value });
      else this.#deliver({ kind: 'reading-failed', fault: answer.fault });
    });
  }

  /** Origin and credential are the hands' to know, not the board's. */
  #request(request: HttpRequest): void {
    expectReply(this.#replies, request);
    const { id, target, method, path, body, timeoutMs } = request;
    const headers: Record<string, string> = {};
    let url = path.secret;
    if (target === 'node' && this.#config !== undefined) {
      const { node } = this.#config;
      url = formatOrigin(node.origin) + path.secret;
      headers['Grpc-Metadata-macaroon'] = this.#secrets.get(node.credential)?.secret ?? '';
      if (body !== undefined) headers['Content-Type'] = 'application/json';
    }
    const text = body?.secret ?? '';
    this.#emit({ out: 'http', id, target, method, url, headers, body: text, timeoutMs });
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
