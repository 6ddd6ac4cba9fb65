/**
 * A meter that answers on the wire as a real one does: registers rounded down to their step and
 * encoded as its row says, all values renewed once a second, so that they lag what they measure.
 * It costs nothing while nobody asks: the load is a piecewise constant, summed when it changes.
 */
import type { Register } from '../../drivers/meters/register';
import type { MeterRow } from '../../drivers/meters/row';
import { isIntact, seal } from '../../drivers/modbus/crc16';
import { REGISTERS_MAX, REQUEST_BYTES, type RegisterBlock } from '../../drivers/modbus/frame';
import { assert } from '../../src/result';
import { addEnergy, type EnergyIntegral } from './energy-integral';
import { encodeRegister } from './register-encoding';

/** What a request gets, and nothing where a meter keeps silent. Pure in time. */
export type Answer = (atMs: number, request: Uint8Array) => Uint8Array | undefined;

/** What flows through the meter. Whole numbers; one entry per phase. */
export type MeterLoad = {
  readonly importMilliWatts: number;
  readonly exportMilliWatts: number;
  readonly milliVolts: readonly number[];
  readonly milliAmps: readonly number[];
};

export type VirtualMeterOptions = {
  readonly row: MeterRow;
  readonly address: number;
  /** 0 to 2^32 - 1. */
  readonly serial: number;
  readonly importMilliWattHours?: number;
  readonly exportMilliWattHours?: number;
  /** mWh the registers grow by at a time; default the row's. */
  readonly energyStep?: number;
  /** Values are renewed at this millisecond of each second: 0 to 999. */
  readonly renewalPhaseMs?: number;
  /** From the end of a request to the first byte of the answer. */
  readonly answerDelayMs?: number;
  readonly startMs?: number;
};

const RENEWAL_MS = 1_000;
const ANSWER_DELAY_MS = 20;
const MAINS_MILLI_VOLTS = 230_000;
const ILLEGAL_FUNCTION = 0x01;
const ILLEGAL_ADDRESS = 0x02;
const ILLEGAL_COUNT = 0x03;

/** All a display can show at one instant. */
type Display = {
  readonly atMs: number;
  readonly imported: number;
  readonly exported: number;
  readonly load: MeterLoad;
};

/** Registers as they lie in the meter, block by block. */
type Bank = { readonly block: RegisterBlock; readonly view: DataView };

export class VirtualMeter {
  readonly answerDelayMs: number;
  readonly #options: VirtualMeterOptions;
  readonly #step: number;
  readonly #phaseMs: number;
  readonly #banks: readonly Bank[];
  #load: MeterLoad;
  /** The energy up to `#sinceMs`, from where on `#load` flows. */
  #sinceMs: number;
  #imported: EnergyIntegral;
  #exported: EnergyIntegral;
  /** What was shown when the load last changed. */
  #latched: Display;
  /** The instant whose values the banks hold. */
  #bankedAtMs = -1;

  constructor(options: VirtualMeterOptions) {
    const { row, startMs = 0, importMilliWattHours = 0, exportMilliWattHours = 0 } = options;
    const { energyStep = row.energyStep, renewalPhaseMs = 0 } = options;
    assert(Number.isSafeInteger(energyStep) && energyStep > 0, 'virtual meter: energy step');
    assert(renewalPhaseMs >= 0 && renewalPhaseMs < RENEWAL_MS, 'virtual meter: renewal phase');
    this.answerDelayMs = options.answerDelayMs ?? ANSWER_DELAY_MS;
    this.#options = options;
    this.#step = energyStep;
    this.#phaseMs = renewalPhaseMs;
    const blocks = row.serial === undefined ? row.blocks : [...row.blocks, row.serial.block];
    this.#banks = blocks.map((block) => ({
      block,
      view: new DataView(new ArrayBuffer(block.count * 2)),
    }));
    this.#load = unloaded(row.volts.length);
    this.#sinceMs = startMs;
    this.#imported = { milliWattHours: importMilliWattHours, milliWattMs: 0 };
    this.#exported = { milliWattHours: exportMilliWattHours, milliWattMs: 0 };
    this.#latched = this.#displayAt(startMs);
  }

  get serial(): number {
    return this.#options.serial;
  }

  /** Where the import register really stood when the load last changed. */
  get importMilliWattHours(): number {
    return this.#imported.milliWattHours;
  }

  /** From `atMs` on, `load` flows. Call in the order of time, each time before the next answer. */
  loadChanges(atMs: number, load: MeterLoad): void {
    assert(atMs >= this.#sinceMs, 'virtual meter: time runs backwards');
    assert(load.milliVolts.length === this.#options.row.volts.length, 'virtual meter: phases');
    assert(load.milliAmps.length === load.milliVolts.length, 'virtual meter: phases');
    this.#latched = this.#shownAt(atMs);
    const ms = atMs - this.#sinceMs;
    this.#imported = addEnergy(this.#imported, this.#load.importMilliWatts, ms);
    this.#exported = addEnergy(this.#exported, this.#load.exportMilliWatts, ms);
    this.#sinceMs = atMs;
    this.#load = load;
    this.#bankedAtMs = -1;
  }

  /**
   * From `atMs` on the import register goes on from elsewhere, as after a fault inside the meter.
   * Shown from the next renewal on. `to` is told where it stands, in mWh.
   */
  moveRegister(atMs: number, to: (milliWattHours: number) => number): void {
    this.loadChanges(atMs, this.#load);
    const milliWattHours = to(this.#imported.milliWattHours);
    const isWhole = Number.isSafeInteger(milliWattHours) && milliWattHours >= 0;
    assert(isWhole, 'virtual meter: moved to no whole number');
    this.#imported = { milliWattHours, milliWattMs: this.#imported.milliWattMs };
  }

  /**
   * The whole answer to a whole request that the meter has heard at `atMs`, not before the last
   * change of the load. A frame that is damaged or for somebody else gets none.
   */
  answer(atMs: number, request: Uint8Array): Uint8Array | undefined {
    const { address } = this.#options;
    if (request[0] !== address || !isIntact(request, 0, request.length)) return undefined;
    const functionCode = request[1]!;
    if (functionCode !== 0x03 && functionCode !== 0x04) {
      return exception(address, functionCode, ILLEGAL_FUNCTION);
    }
    if (request.length !== REQUEST_BYTES) return undefined;

    const start = request[2]! * 0x100 + request[3]!;
    const count = request[4]! * 0x100 + request[5]!;
    if (count < 1 || count > REGISTERS_MAX) return exception(address, functionCode, ILLEGAL_COUNT);
    const bank = this.#bankOf(functionCode, start, count);
    if (bank === undefined) return exception(address, functionCode, ILLEGAL_ADDRESS);

    this.#fillBanks(atMs);
    const reply = new Uint8Array(count * 2 + 5);
    reply[0] = address;
    reply[1] = functionCode;
    reply[2] = count * 2;
    const first = (start - bank.block.start) * 2;
    for (let i = 0; i < count * 2; i++) reply[3 + i] = bank.view.getUint8(first + i);
    return seal(reply);
  }

  #bankOf(functionCode: number, start: number, count: number): Bank | undefined {
    for (const bank of this.#banks) {
      const { block } = bank;
      const isInside = start >= block.start && start + count <= block.start + block.count;
      if (block.functionCode === functionCode && isInside) return bank;
    }
    return undefined;
  }

  #fillBanks(atMs: number): void {
    const shown = this.#shownAt(atMs);
    if (shown.atMs === this.#bankedAtMs) return;
    const { row, serial } = this.#options;
    const { load } = shown;
    for (let phase = 0; phase < row.volts.length; phase++) {
      this.#put(row.volts[phase]!, load.milliVolts[phase]!);
      this.#put(row.current[phase]!, load.milliAmps[phase]!);
    }
    this.#put(row.power, load.importMilliWatts - load.exportMilliWatts);
    this.#put(row.importEnergy, this.#stepped(shown.imported));
    if (row.exportEnergy !== undefined) this.#put(row.exportEnergy, this.#stepped(shown.exported));
    if (row.serial !== undefined) this.#banks.at(-1)!.view.setUint32(0, serial);
    this.#bankedAtMs = shown.atMs;
  }

  #put(register: Register, milli: number): void {
    for (const { block, view } of this.#banks) {
      const isHere = register.at >= block.start && register.at < block.start + block.count;
      if (!isHere || block === this.#options.row.serial?.block) continue;
      encodeRegister(view, (register.at - block.start) * 2, register, milli);
    }
  }

  #stepped(milliWattHours: number): number {
    return milliWattHours - (milliWattHours % this.#step);
  }

  /** What the meter shows at `atMs`: the values of its last renewal. */
  #shownAt(atMs: number): Display {
    assert(atMs >= this.#sinceMs, 'virtual meter: asked about the past');
    const renewedMs = atMs - ((((atMs - this.#phaseMs) % RENEWAL_MS) + RENEWAL_MS) % RENEWAL_MS);
    return renewedMs > this.#sinceMs ? this.#displayAt(renewedMs) : this.#latched;
  }

  #displayAt(atMs: number): Display {
    const ms = atMs - this.#sinceMs;
    const load = this.#load;
    const imported = addEnergy(this.#imported, load.importMilliWatts, ms).milliWattHours;
    const exported = addEnergy(this.#exported, load.exportMilliWatts, ms).milliWattHours;
    return { atMs, imported, exported, load };
  }
}

const unloaded = (phases: number): MeterLoad => ({
  importMilliWatts: 0,
  exportMilliWatts: 0,
  milliVolts: new Array<number>(phases).fill(MAINS_MILLI_VOLTS),
  milliAmps: new Array<number>(phases).fill(0),
});

const exception = (address: number, functionCode: number, code: number): Uint8Array =>
  seal(Uint8Array.of(address, functionCode | 0x80, code, 0, 0));
