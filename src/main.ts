/**
 * The firmware: wires drivers to events, the hands' queue, `step`, the gate and commands. What the
 * platform gives is behind `drivers/parts.ts`, and which one it is says the manifest.
 */
import { HttpPort } from '../drivers/http/http-port';
import { ModbusMeter } from '../drivers/meters/modbus-meter';
import { METER_ROWS, type MeterType } from '../drivers/meters/rows';
import { ModbusMaster } from '../drivers/modbus/master';
import type { Parts } from '../drivers/parts';
import { openParts } from '../drivers/platform/parts';
import { WallClock } from '../drivers/wall-clock';
import { createBoard } from './board';
import { type BoardConfig, parseConfig } from './config/board-config';
import { formatConfigError } from './config/fields';
import { parseSecrets, type Secrets } from './config/secrets';
import { createHands, deliver, type Hands, type Host } from './hands';
import { recover } from './journal/recover';
import { SECTORS_DEFAULT } from './journal/ring';
import { SECTOR_BYTES } from './journal/sector';
import { formatLog } from './log';
import {
  type BoardEvent,
  type CallFault,
  type CallSink,
  type Command,
  ENTROPY_BYTES,
  type FlashCommand,
  type HttpRequest,
} from './ports';
import { unreachable } from './result';
import { secret } from './secret';
import { durationMs, journalSequence } from './units';
import { isPublicAddress } from './web/address';
import { callOf, clockCallOf } from './web/call';
import { endReply, expectReply, failReply, type Replies, takePart } from './web/replies';
import { viewOf } from './web/view';

const TICK_MS = 1_000;
/** How often the board says how it stands, where anybody reads it. */
const VIEW_TICKS = 5;
/** Without a clock the node is asked for its own, soon and then less often. */
const CLOCK_RETRY_MS = 5_000;
const CLOCK_AGAIN_MS = 6 * 3_600_000;

class Device implements Host {
  readonly #parts: Parts;
  readonly #wall: WallClock;
  readonly #http: HttpPort;
  readonly #replies: Replies = {};
  #hands: Hands | undefined;
  #config: BoardConfig | undefined;
  #secrets: Secrets = new Map();
  #meter: ModbusMeter | undefined;
  #isMeterBusy = false;
  #ticks = 0;

  constructor() {
    this.#parts = openParts({
      sectors: SECTORS_DEFAULT,
      sectorBytes: SECTOR_BYTES,
      isPublicAddress,
      caught: (run) => this.#caught(run),
    });
    const { clock, http, openSocket, contactor } = this.#parts;
    contactor.tell({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
    this.#wall = new WallClock(clock);
    this.#http = new HttpPort({ clock, client: http, openSocket });
  }

  /** Contactor open, journal recovered, meter asked; the clock comes when the node is reached. */
  boot(): void {
    this.#caught(() => this.#start());
  }

  perform(command: Command): void {
    switch (command.kind) {
      case 'supply':
        return this.#parts.contactor.tell(command);
      case 'http-request':
        return this.#request(command);
      case 'bus-request':
        return this.#askMeter(command.ask);
      case 'flash-erase':
      case 'flash-write':
        return this.#orderFlash(command);
      case 'restart':
        return this.#parts.journal.whenIdle(() => this.#parts.restart());
      case 'entropy-request':
        return this.#later(() =>
          this.#deliver({ kind: 'entropy', bytes: this.#parts.entropy(ENTROPY_BYTES) }),
        );
      case 'log':
        return this.#parts.print(formatLog(command.event));
      default:
        return unreachable(command);
    }
  }

  crashed(message: string): void {
    this.#hands = undefined;
    this.#parts.print(`board crashed why=${message.replaceAll(' ', '-')}`);
    this.#parts.restart();
  }

  /** The top: whatever throws, the contactor is open before anything else is tried. */
  #caught(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      const { contactor } = this.#parts;
      contactor.tell({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
      this.crashed(thrown instanceof Error ? thrown.message : 'unknown');
    }
  }

  /** The board is still within the step that asked. */
  #later(run: () => void): void {
    this.#parts.clock.after(durationMs(0), run);
  }

  #deliver(event: BoardEvent | undefined): void {
    if (event === undefined || this.#hands === undefined) return;
    if (deliver(this.#hands, this.#wall.now(), event, this)) return;
    this.#parts.print(`board refused event=${event.kind}`);
  }

  #start(): void {
    const { settings, journal, print } = this.#parts;
    const config = parseConfig(settings.config);
    const secrets = parseSecrets(settings.secrets);
    if (!config.ok || !secrets.ok) {
      const errors = [...(config.ok ? [] : config.fault), ...(secrets.ok ? [] : secrets.fault)];
      for (const error of errors) print(`board refused ${formatConfigError(error)}`);
      return;
    }
    const { type, address, upsideDown, registerStep } = config.value.meter;
    if (!Object.keys(METER_ROWS).includes(type)) return print(`board refused meter.type=${type}`);
    const row = METER_ROWS[type as MeterType];
    const master = new ModbusMaster(this.#parts.clock, this.#parts.openLine(row.line), row.line);
    this.#meter = new ModbusMeter(master, row, {
      address,
      isUpsideDown: upsideDown,
      ...(registerStep === undefined ? {} : { energyStep: registerStep }),
    });
    this.#config = config.value;
    this.#secrets = secrets.value;

    const recovered = recover((at, count) => journal.read(at, count), journal.sectors);
    if (recovered.blocked !== '') print(`journal blocked why=${recovered.blocked}`);
    const jitterSeed = Number.parseInt(this.#parts.entropy(ENTROPY_BYTES).secret.slice(0, 8), 16);
    this.#hands = createHands(createBoard(config.value, recovered, jitterSeed));
    print(`board booted sequence=${recovered.book.sequence}`);
    this.#deliver({ kind: 'boot', hardware: settings.hardware });
    if (this.#parts.isImageConfirmed) this.#deliver({ kind: 'image-confirmed' });
    for (const { name, link } of config.value.tenants) {
      const shown = this.#secrets.get(link) ?? secret('');
      this.#deliver({ kind: 'link-offered', link: shown, tenant: name });
    }
    this.#askClock(config.value);
    this.#tick(this.#parts.clock.now());
  }

  /** By the clock, so that ticks neither drift nor pile up behind a long turn. */
  #tick(dueMono: number): void {
    const { clock } = this.#parts;
    const nextMono = Math.max(dueMono + TICK_MS, clock.now());
    clock.after(durationMs(nextMono - clock.now()), () => this.#tick(nextMono));
    this.#deliver({ kind: 'tick' });
    const state = this.#hands?.state;
    if (state === undefined || this.#ticks++ % VIEW_TICKS !== 0) return;
    this.#parts.show?.(viewOf(state, this.#wall.now(), this.#meter?.frames ?? 0));
  }

  #orderFlash(command: FlashCommand): void {
    this.#parts.journal.order(command, (isGood) => {
      if (!isGood) return this.#deliver({ kind: 'journal-failed' });
      if (command.kind !== 'flash-write' || command.sequence === 0) return;
      const sequence = journalSequence(command.sequence);
      this.#deliver({ kind: 'journal-written', sequence });
    });
  }

  /** The board asks again at its interval; a line that is still trying is left to finish. */
  #askMeter(ask: 'sample' | 'identify'): void {
    if (this.#meter === undefined || this.#isMeterBusy) return;
    this.#isMeterBusy = true;
    if (ask === 'identify') {
      return this.#meter.identify((answer) => {
        this.#isMeterBusy = false;
        if (answer.ok) this.#deliver({ kind: 'meter-identified', serial: answer.value });
        else this.#deliver({ kind: 'reading-failed', fault: answer.fault });
      });
    }
    this.#meter.sample((answer) => {
      this.#isMeterBusy = false;
      if (answer.ok) this.#deliver({ kind: 'reading', reading: answer.value });
      else this.#deliver({ kind: 'reading-failed', fault: answer.fault });
    });
  }

  #request(request: HttpRequest): void {
    const { id } = request;
    const replies = this.#replies;
    expectReply(replies, request);
    const failed = (fault: CallFault) =>
      this.#deliver(failReply(replies, { kind: 'http-failed', id, fault }));
    const call = this.#config && callOf(this.#config, this.#secrets, request);
    if (call === undefined) {
      return this.#later(() => failed('address-refused'));
    }
    const askedMono = this.#wall.now().mono;
    const sink: CallSink = {
      part: (status, bytes) => {
        const event = takePart(replies, id, status, bytes);
        if (event === undefined) return;
        hangUp();
        this.#deliver(event);
      },
      end: (status, dateSec) => {
        if (request.target === 'node') this.#wall.heard(dateSec, askedMono);
        this.#deliver(endReply(replies, id, status, dateSec));
      },
      failed,
    };
    const hangUp = this.#http.request(call, sink);
  }

  /** Any answer of the node's says what time it is. */
  #askClock(config: BoardConfig): void {
    const askedMono = this.#parts.clock.now();
    const again = () => {
      const afterMs = this.#wall.isKnown ? CLOCK_AGAIN_MS : CLOCK_RETRY_MS;
      this.#parts.clock.after(durationMs(afterMs), () => this.#askClock(config));
    };
    this.#http.request(clockCallOf(config), {
      part: () => {},
      end: (_status, dateSec) => {
        this.#wall.heard(dateSec, askedMono);
        again();
      },
      failed: again,
    });
  }
}

/** The loader calls it, once. */
export default function main(): void {
  new Device().boot();
}
