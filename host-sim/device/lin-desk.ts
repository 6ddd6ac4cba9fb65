/**
 * What stands around the firmware on this machine: one buyer with a load, a virtual meter on the
 * line, the owner's node and the buyer's link over the ledger. Power flows while the firmware's pin
 * says closed, and not a moment longer than its process lives.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { View } from '../../src/web/view';
import { createLedger, type Ledger } from '../lightning/ledger';
import type { Settlement } from '../lightning/ledger-node';
import type { LinBuild } from './build';
import { type DeskTime, LifeTime, ToldTime } from './desk-time';
import { Firmware } from './firmware';
import {
  MACAROON,
  type Moment,
  type NodeShown,
  type Place,
  type Servers,
  startServers,
} from './servers';
import type { BoardEvents, BoardProcess } from './spoken';
import { METER_ADDRESS, METER_TYPE, WiredMeter } from './wired-meter';

const BUYER = 'flat';
const LOAD_WATTS = 2_300;
const RESTART_CODE = 75;
const RESTARTS_MAX = 20;
const AUTHORITIES = 'authorities.pem';
const IMAGE_CONFIRMED = 'image confirmed=yes';

/** A board that runs elsewhere than in this machine's runtime, and from where it sees the desk. */
export type Elsewhere = {
  readonly place: Place;
  make(events: BoardEvents): BoardProcess;
};

export type LinDeskOptions = {
  readonly build: LinBuild | Elsewhere;
  /** Of this run: flash, documents and the meter's line. */
  readonly folder: string;
  readonly priceMilliSatPerKilowattHour: number;
  /** The firmware's clock does not wait, and this world follows it. */
  readonly isHurried: boolean;
  readonly node?: NodeShown;
  readonly onMoment: (moment: Moment) => void;
  readonly onLine: (line: string) => void;
};

export class LinDesk {
  readonly firmware: BoardProcess;
  readonly #options: LinDeskOptions;
  readonly #told: ToldTime | undefined;
  readonly #time: DeskTime;
  readonly #startEpochMs = Date.now();
  readonly #ledger: Ledger;
  readonly #meter: WiredMeter;
  #isOnTrial = true;
  #servers: Servers | undefined;
  #loadWatts = LOAD_WATTS;
  #isClosed = false;
  view: View | undefined;
  boots = 0;
  /** What the firmware ended with, unless it was cut from power. */
  readonly faults: number[] = [];
  /** The most that was in use at any full second, by the SDK's own names; bytes of this machine. */
  readonly peaks: Record<string, number> = {};
  /** The least since the last boot: nearly what is left when garbage has just been collected. */
  lows: Record<string, number> = {};

  constructor(options: LinDeskOptions) {
    this.#options = options;
    const { build, folder, onLine } = options;
    this.#told = options.isHurried ? new ToldTime() : undefined;
    this.#time = this.#told ?? new LifeTime();
    const epochMs = () => this.epochMs;
    this.#ledger = createLedger({ epochMs, buyers: [BUYER], worldMs: () => this.nowMs });
    this.#meter = new WiredMeter(this.#time);
    const events: BoardEvents = {
      onMeter: (bytes, answer) => this.#meter.take(bytes, answer),
      onContactor: (isClosed) => this.#flows(isClosed),
      onClock: (monoMs, isAsking) => this.#follow(monoMs, isAsking),
      onView: (view) => {
        this.view = view;
      },
      onLine: (line) => {
        if (line === IMAGE_CONFIRMED) this.#confirm();
        onLine(line);
      },
      onMeasured: (values) => {
        for (const [name, value] of Object.entries(values)) {
          this.peaks[name] = Math.max(this.peaks[name] ?? 0, value);
          if (this.view !== undefined) this.lows[name] = Math.min(this.lows[name] ?? value, value);
        }
      },
      onEnd: (code) => this.#ended(code),
    };
    const authorities = join(folder, AUTHORITIES);
    this.firmware =
      'make' in build
        ? build.make(events)
        : new Firmware({ ...events, build, folder, authorities });
  }

  /** Of this world, since it began. */
  get nowMs(): number {
    return this.#time.nowMs;
  }

  get epochMs(): number {
    return this.#startEpochMs + this.nowMs;
  }

  /** All money that the owner's node really took. */
  get settlements(): readonly Settlement[] {
    return this.#ledger.owner.settlements;
  }

  get spentMilliSat(): number {
    return this.#ledger.buyer(BUYER).spentMilliSat();
  }

  get handshakes(): number {
    return this.#servers?.handshakes() ?? 0;
  }

  /** Absent before it has begun. */
  get servers(): Servers | undefined {
    return this.#servers;
  }

  async begin(): Promise<void> {
    const { build, folder, onMoment, node } = this.#options;
    this.#servers = await startServers({
      ledger: this.#ledger,
      buyer: BUYER,
      time: this.#time,
      epochMs: () => this.epochMs,
      onMoment,
      ...('make' in build ? { place: build.place } : {}),
      ...(node === undefined ? {} : { node }),
    });
    mkdirSync(folder, { recursive: true });
    this.#write('config.json', this.#config(this.#servers));
    const { link, authorities } = this.#servers;
    writeFileSync(join(folder, AUTHORITIES), authorities);
    this.#write('secrets.json', {
      version: 1,
      secrets: { 'node-macaroon': MACAROON, 'flat-link': link },
    });
    this.#writeRun();
    await this.firmware.prepare?.();
    this.powerOn();
  }

  /** The first image is one after an update, so that its trial is part of each run. */
  get isImageConfirmed(): boolean {
    return !this.#isOnTrial;
  }

  powerOn(): void {
    if (this.firmware.isRunning) return;
    this.boots += 1;
    this.view = undefined;
    this.lows = {};
    this.#told?.booted();
    this.firmware.powerOn();
  }

  /** The load is switched off: nothing more is used, and nothing more is pulled for. */
  rest(): void {
    this.#loadWatts = 0;
    this.#flows(this.#isClosed);
  }

  deliveredMilliWattHours(): number {
    this.#flows(this.#isClosed);
    return this.#meter.deliveredMilliWattHours;
  }

  async stop(): Promise<void> {
    this.firmware.cutPower();
    await this.#servers?.stop();
  }

  #write(name: string, document: object): void {
    writeFileSync(join(this.#options.folder, name), JSON.stringify(document));
  }

  #writeRun(): void {
    const { folder, isHurried } = this.#options;
    const isImageOnTrial = this.#isOnTrial;
    const meterDevice = join(folder, 'meter');
    this.#write('run.json', { hardware: 'lin-1', meterDevice, isHurried, isImageOnTrial });
  }

  /** What a bootloader does. */
  #confirm(): void {
    this.#isOnTrial = false;
    this.#writeRun();
  }

  #config({ nodeUrl, nodeTrust, localHosts }: Servers): object {
    const price = this.#options.priceMilliSatPerKilowattHour;
    return {
      version: 1,
      board: { id: 'lin', name: 'The firmware on this machine' },
      network: 'regtest',
      meter: { type: METER_TYPE, address: METER_ADDRESS, registerStepMilliWattHours: 1_000 },
      supply: { breakerMilliAmps: 16_000, phases: 1, pilot: false, minimumOffMs: 1_000 },
      node: { kind: 'lnd', url: nodeUrl, ...nodeTrust, credential: 'node-macaroon' },
      localHosts,
      terms: {
        application: 'grid',
        tariff: {
          shape: 'steps',
          knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }],
        },
        payment: { minimumSat: 10, desiredSat: 50, maximumSat: 400 },
        // As often as in the runs that are on record.
        feePerMille: 1_000,
        runwayMs: 90_000,
        prepaymentSat: 100,
        currentMaxMilliAmps: 12_000,
      },
      tenants: [{ name: BUYER, link: 'flat-link' }],
    };
  }

  #flows(isClosed: boolean): void {
    this.#isClosed = isClosed;
    this.#meter.load(isClosed ? this.#loadWatts : 0);
  }

  #follow(monoMs: number, isAsking: boolean): void {
    this.#told?.tell(monoMs);
    if (isAsking) this.#meter.date();
  }

  #ended(code: number): void {
    this.#meter.forget();
    if (code < 0) return;
    this.#options.onLine(`desk firmware-ended code=${code}`);
    this.faults.push(code);
    // As a chip that resets itself comes up again.
    if (code === RESTART_CODE && this.faults.length < RESTARTS_MAX) this.powerOn();
  }
}
