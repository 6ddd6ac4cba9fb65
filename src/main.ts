/**
 * The firmware: what the platform gives, put around the board. What that is stands behind
 * `drivers/parts.ts`, and which platform it is says the manifest.
 */
import { HttpPort } from '../drivers/http/http-port';
import { chosenMeter } from '../drivers/meters/chosen-meter';
import type { Parts } from '../drivers/parts';
import { openParts } from '../drivers/platform/parts';
import { WallClock } from '../drivers/wall-clock';
import { type BoardConfig, powerMaxRoundedUp } from './config/board-config';
import { formatConfigError } from './config/fields';
import { recover } from './journal/recover';
import { SECTORS_DEFAULT } from './journal/ring';
import { SECTOR_BYTES } from './journal/sector';
import { formatLog } from './log';
import {
  type BoardEvent,
  type CallSink,
  ENTROPY_BYTES,
  type FlashCommand,
  type HttpRequest,
  type Now,
} from './ports';
import { unreachable } from './result';
import { durationMs, journalSequence } from './units';
import { isPublicAddress } from './web/address';
import { callOf, clockCallOf } from './web/call';
import { type Around, type Documents, type PlainCommand, readDocuments, Wiring } from './wiring';

const TICK_MS = 1_000;
/** How often the board says how it stands, where anybody reads it. */
const VIEW_TICKS = 5;
/** Without a clock the node is asked for its own, soon and then less often. */
const CLOCK_RETRY_MS = 5_000;
const CLOCK_AGAIN_MS = 6 * 3_600_000;

class Device implements Around {
  readonly #parts: Parts;
  readonly #wall: WallClock;
  readonly #http: HttpPort;
  readonly #wiring = new Wiring(this);
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

  now(): Now {
    return this.#wall.now();
  }

  perform(command: PlainCommand): void {
    switch (command.kind) {
      case 'supply':
        return this.#parts.contactor.tell(command);
      case 'flash-erase':
      case 'flash-write':
        return this.#orderFlash(command);
      case 'trip':
        return this.#parts.contactor.trip();
      case 'restart':
        return this.#parts.journal.whenIdle(() => this.#parts.restart());
      case 'entropy-request':
        return this.#later(() => {
          const bytes = this.#parts.entropy(ENTROPY_BYTES);
          this.#wiring.deliver({ kind: 'entropy', bytes });
        });
      case 'log':
        return this.#parts.print(formatLog(command.event));
      default:
        return unreachable(command);
    }
  }

  send(request: HttpRequest, { config, secrets }: Documents): void {
    const { id, target } = request;
    const call = callOf(config, secrets, request);
    if (call === undefined) {
      return this.#later(() => this.#wiring.failed(id, 'address-refused'));
    }
    const askedMono = this.#parts.clock.now();
    const sink: CallSink = {
      part: (status, bytes) => this.#wiring.part(id, status, bytes, hangUp),
      end: (status, dateSec) => {
        if (target === 'node') this.#wall.heard(dateSec, askedMono);
        this.#wiring.end(id, status, dateSec);
      },
      failed: (fault) => this.#wiring.failed(id, fault),
    };
    const hangUp = this.#http.request(call, sink);
  }

  confirmImage(): boolean {
    const isSaid = this.#parts.confirmImage();
    this.#parts.print(`image confirmed=${isSaid ? 'yes' : 'failed'}`);
    return isSaid;
  }

  refused({ kind }: BoardEvent): void {
    this.#parts.print(`board refused event=${kind}`);
  }

  crashed(message: string): void {
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
      this.#wiring.crashed(thrown instanceof Error ? thrown.message : 'unknown');
    }
  }

  /** The board is still within the step that asked. */
  #later(run: () => void): void {
    this.#parts.clock.after(durationMs(0), run);
  }

  #start(): void {
    const { journal, clock, contactor, print, isImageConfirmed } = this.#parts;
    const { config: configText, secrets, hardware } = this.#parts.settings();
    const documents = readDocuments(configText, secrets);
    if (!documents.ok) {
      for (const error of documents.fault) print(`board refused ${formatConfigError(error)}`);
      return;
    }
    const { config } = documents.value;
    const recovered = recover((at, count) => journal.read(at, count), journal.sectors);
    const { book } = recovered;
    const powerMax = powerMaxRoundedUp(config.supply.breaker, config.supply);
    const meter = chosenMeter(config.meter, clock, this.#parts.meter, book, powerMax);
    if (!meter.ok) return print(`board refused ${meter.fault}`);

    if (recovered.blocked !== '') print(`journal blocked why=${recovered.blocked}`);
    print(`board booted sequence=${book.sequence}`);
    this.#wiring.start({
      documents: documents.value,
      journal: recovered,
      meter: meter.value,
      jitterSeed: Number.parseInt(this.#parts.entropy(ENTROPY_BYTES).secret.slice(0, 8), 16),
      hardware,
      feedback: contactor.feedback,
      isImageConfirmed,
    });
    contactor.watch((are) => this.#wiring.deliver({ kind: 'contacts', are }));
    this.#askClock(config);
    this.#tick(clock.now());
  }

  /** By the clock, so that ticks neither drift nor pile up behind a long turn. */
  #tick(dueMono: number): void {
    const { clock } = this.#parts;
    const nextMono = Math.max(dueMono + TICK_MS, clock.now());
    clock.after(durationMs(nextMono - clock.now()), () => this.#tick(nextMono));
    this.#wiring.deliver({ kind: 'tick' });
    if (this.#ticks++ % VIEW_TICKS !== 0) return;
    const view = this.#parts.show === undefined ? undefined : this.#wiring.view();
    if (view !== undefined) this.#parts.show?.(view);
  }

  #orderFlash(command: FlashCommand): void {
    this.#parts.journal.order(command, (isGood) => {
      if (!isGood) return this.#wiring.deliver({ kind: 'journal-failed' });
      if (command.kind !== 'flash-write' || command.sequence === 0) return;
      const sequence = journalSequence(command.sequence);
      this.#wiring.deliver({ kind: 'journal-written', sequence });
    });
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
      failed: (fault) => {
        this.#wiring.deliver({ kind: 'clock-failed', fault });
        again();
      },
    });
  }
}

/** The loader calls it, once. */
export default function main(): void {
  new Device().boot();
}
