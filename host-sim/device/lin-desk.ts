/**
 * What stands around the firmware on this machine: one buyer with a load, a virtual meter on the
 * line, the owner's node and the buyer's link over the ledger. Power flows while the firmware's pin
 * says closed, and not a moment longer than its process lives.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METER_ROWS } from '../../drivers/meters/rows';
import type { View } from '../../src/web/view';
import { createLedger, type Ledger } from '../lightning/ledger';
import type { Settlement } from '../lightning/ledger-node';
import { VirtualMeter } from '../meters/virtual-meter';
import { symmetric } from '../meters/wiring';
import type { LinBuild } from './build';
import { Firmware } from './firmware';
import { MACAROON, type Moment, type Servers, startServers } from './servers';

const BUYER = 'flat';
const METER = 'sdm120';
const METER_ADDRESS = 1;
const METER_SERIAL = 20_000_001;
const REQUEST_BYTES = 8;
/** So dear that a pull is due every few seconds. */
const PRICE_MILLI_SAT_PER_KILOWATT_HOUR = 10_000_000;
export const LOAD_WATTS = 2_300;
const RESTART_CODE = 75;
const RESTARTS_MAX = 20;
const AUTHORITIES = 'authorities.pem';

export type LinDeskOptions = {
  readonly build: LinBuild;
  /** Of this run: flash, documents and the meter's line. */
  readonly folder: string;
  readonly onMoment: (moment: Moment) => void;
  readonly onLine: (line: string) => void;
};

export class LinDesk {
  readonly firmware: Firmware;
  readonly #options: LinDeskOptions;
  readonly #startedMs = performance.now();
  readonly #startEpochMs = Date.now();
  readonly #ledger: Ledger;
  readonly #meter: VirtualMeter;
  #request: number[] = [];
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
    const epochMs = () => this.epochMs;
    this.#ledger = createLedger({ epochMs, buyers: [BUYER], worldMs: () => this.nowMs });
    this.#meter = new VirtualMeter({
      row: METER_ROWS[METER],
      address: METER_ADDRESS,
      serial: METER_SERIAL,
      importMilliWattHours: 12_345_000_000,
      energyStep: 1_000,
    });
    this.firmware = new Firmware({
      build,
      folder,
      authorities: join(folder, AUTHORITIES),
      onMeter: (bytes, answer) => this.#ask(bytes, answer),
      onContactor: (isClosed) => this.#flows(isClosed),
      onView: (view) => {
        this.view = view;
      },
      onLine,
      onMeasured: (values) => {
        for (const [name, value] of Object.entries(values)) {
          this.peaks[name] = Math.max(this.peaks[name] ?? 0, value);
          if (this.view !== undefined) this.lows[name] = Math.min(this.lows[name] ?? value, value);
        }
      },
      onEnd: (code) => this.#ended(code),
    });
  }

  /** Of this world, since it began. */
  get nowMs(): number {
    return Math.floor(performance.now() - this.#startedMs);
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

  async begin(): Promise<void> {
    const { folder, onMoment } = this.#options;
    this.#servers = await startServers({
      ledger: this.#ledger,
      buyer: BUYER,
      epochMs: () => this.epochMs,
      onMoment,
    });
    mkdirSync(folder, { recursive: true });
    const write = (name: string, document: object) =>
      writeFileSync(join(folder, name), JSON.stringify(document));
    write('config.json', this.#config(this.#servers));
    const { link, authority } = this.#servers;
    writeFileSync(join(folder, AUTHORITIES), authority);
    write('secrets.json', {
      version: 1,
      secrets: { 'node-macaroon': MACAROON, 'flat-link': link },
    });
    write('run.json', { hardware: 'lin-1', meterDevice: join(folder, 'meter') });
    this.powerOn();
  }

  powerOn(): void {
    if (this.firmware.isRunning) return;
    this.boots += 1;
    this.view = undefined;
    this.lows = {};
    this.firmware.powerOn();
  }

  /** The load is switched off: nothing more is used, and nothing more is pulled for. */
  rest(): void {
    this.#loadWatts = 0;
    this.#flows(this.#isClosed);
  }

  deliveredMilliWattHours(): number {
    this.#flows(this.#isClosed);
    return this.#meter.importMilliWattHours - 12_345_000_000;
  }

  async stop(): Promise<void> {
    this.firmware.cutPower();
    await this.#servers?.stop();
  }

  #config({ nodeUrl, nodePin, localHosts }: Servers): object {
    return {
      version: 1,
      board: { id: 'lin', name: 'The firmware on this machine' },
      network: 'regtest',
      meter: { type: METER, address: METER_ADDRESS, registerStepMilliWattHours: 1_000 },
      supply: { breakerMilliAmps: 16_000, phases: 1, pilot: false, minimumOffMs: 1_000 },
      node: { kind: 'lnd', url: nodeUrl, pinSha256: nodePin, credential: 'node-macaroon' },
      localHosts,
      terms: {
        application: 'grid',
        tariff: {
          shape: 'steps',
          knots: [{ atSec: 0, priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATT_HOUR }],
        },
        payment: { minimumSat: 10, desiredSat: 50, maximumSat: 400 },
        prepaymentSat: 100,
        currentMaxMilliAmps: 12_000,
      },
      tenants: [{ name: BUYER, link: 'flat-link' }],
    };
  }

  #flows(isClosed: boolean): void {
    this.#isClosed = isClosed;
    const milliWatts = isClosed ? this.#loadWatts * 1_000 : 0;
    this.#meter.loadChanges(this.nowMs, symmetric(METER_ROWS[METER], milliWatts));
  }

  #ask(bytes: Uint8Array, answer: (bytes: Uint8Array) => void): void {
    this.#request.push(...bytes);
    while (this.#request.length >= REQUEST_BYTES) {
      const request = Uint8Array.from(this.#request.splice(0, REQUEST_BYTES));
      const reply = this.#meter.answer(this.nowMs, request);
      if (reply !== undefined) setTimeout(() => answer(reply), this.#meter.answerDelayMs);
    }
  }

  #ended(code: number): void {
    this.#request = [];
    if (code < 0) return;
    this.#options.onLine(`desk firmware-ended code=${code}`);
    this.faults.push(code);
    // As a chip that resets itself comes up again.
    if (code === RESTART_CODE && this.faults.length < RESTARTS_MAX) this.powerOn();
  }
}
