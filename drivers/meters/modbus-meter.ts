/**
 * A meter on a Modbus line, driven by its row: asks for one block after another and hands over one
 * reading. Holds no policy and no register knowledge; allocates its buffers once.
 */
import type { Meter, MeterFault, Reading } from '../../src/ports';
import { assert, fail, ok, type Result } from '../../src/result';
import type { MilliWattHours, MonotonicMs } from '../../src/units';
import { type ReadRequest, readRequest } from '../modbus/frame';
import type { ModbusMaster } from '../modbus/master';
import { decodeReading, planReading, type ReadingPlan } from './decode';
import { decodeRegister } from './register';
import type { MeterRow } from './row';

const SERIAL_BYTES = 4;

export type ModbusMeterOptions = {
  /** Station address, 1 to 247. */
  readonly address: number;
  /** Wired from the other side: import and export change places, power its sign. */
  readonly isUpsideDown?: boolean;
  /** Where this meter's registers grow by another step than the row says. */
  readonly energyStep?: MilliWattHours;
};

export class ModbusMeter implements Meter {
  readonly #master: ModbusMaster;
  readonly #plan: ReadingPlan;
  readonly #blockRequests: readonly ReadRequest[];
  readonly #serialRequest: ReadRequest | undefined;
  readonly #registers: Uint8Array;
  readonly #view: DataView;
  readonly #serial = new Uint8Array(SERIAL_BYTES);

  // Small: XS keeps a copy of a function's code for each that is made while it runs.
  readonly #onBlock = (fault: MeterFault | undefined): void => this.#takeBlock(fault);
  readonly #onSerial = (fault: MeterFault | undefined): void => this.#takeSerial(fault);
  #block = 0;
  #atMono: MonotonicMs;
  #sampled: ((result: Result<Reading, MeterFault>) => void) | undefined;
  #identified: ((result: Result<string, MeterFault>) => void) | undefined;

  constructor(master: ModbusMaster, row: MeterRow, options: ModbusMeterOptions) {
    const { address, isUpsideDown = false, energyStep = row.energyStep } = options;
    assert(energyStep > 0, 'meter: the energy step is zero');
    this.#master = master;
    this.#plan = planReading(row, isUpsideDown, energyStep);
    this.#blockRequests = row.blocks.map((block) => readRequest(address, block));
    this.#serialRequest = row.serial && readRequest(address, row.serial.block);
    this.#registers = new Uint8Array(this.#plan.byteCount);
    this.#view = new DataView(this.#registers.buffer);
    this.#atMono = master.receivedAt;
  }

  /** Whole answers this meter's line has given so far, for statistics. */
  get frames(): number {
    return this.#master.frames;
  }

  sample(done: (result: Result<Reading, MeterFault>) => void): void {
    this.#assertIdle();
    this.#sampled = done;
    this.#readBlock(0);
  }

  /** Without a serial number to read, the fault is `exception`: there is no such register. */
  identify(done: (result: Result<string, MeterFault>) => void): void {
    this.#assertIdle();
    if (this.#serialRequest === undefined) {
      done(fail('exception'));
      return;
    }
    this.#identified = done;
    this.#master.read(this.#serialRequest, this.#serial, 0, this.#onSerial);
  }

  #readBlock(index: number): void {
    this.#block = index;
    const request = this.#blockRequests[index]!;
    this.#master.read(request, this.#registers, this.#plan.blockOffsets[index]!, this.#onBlock);
  }

  #takeBlock(fault: MeterFault | undefined): void {
    if (fault === undefined && this.#block === this.#plan.energyBlock) {
      this.#atMono = this.#master.receivedAt;
    }
    if (fault !== undefined) this.#finishSample(fail(fault));
    else if (this.#block + 1 < this.#blockRequests.length) this.#readBlock(this.#block + 1);
    else this.#finishSample(decodeReading(this.#plan, this.#view, this.#atMono));
  }

  #finishSample(result: Result<Reading, MeterFault>): void {
    const done = this.#sampled;
    assert(done !== undefined, 'sample: nothing is pending');
    this.#sampled = undefined; // before `done`, which may ask again
    done(result);
  }

  #takeSerial(fault: MeterFault | undefined): void {
    const done = this.#identified;
    assert(done !== undefined, 'identify: nothing is pending');
    this.#identified = undefined;
    const view = new DataView(this.#serial.buffer);
    done(fault === undefined ? ok(String(decodeRegister(view, 0, 'u32'))) : fail(fault));
  }

  #assertIdle(): void {
    const isIdle = this.#sampled === undefined && this.#identified === undefined;
    assert(isIdle, 'meter: asked again before the last answer');
  }
}
