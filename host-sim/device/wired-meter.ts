/** The virtual meter at the far end of the firmware's line: whole questions in, answers out. */
import { METER_ROWS } from '../../drivers/meters/rows';
import { VirtualMeter } from '../meters/virtual-meter';
import { symmetric } from '../meters/wiring';
import { type DeskTime, ToldTime } from './desk-time';

export const METER_TYPE = 'sdm120';
export const METER_ADDRESS = 1;
const SERIAL = 20_000_001;
/** It has been in use for years. */
const IMPORT_MILLI_WATT_HOURS = 12_345_000_000;
const REQUEST_BYTES = 8;

export class WiredMeter {
  readonly #time: DeskTime;
  readonly #meter = new VirtualMeter({
    row: METER_ROWS[METER_TYPE],
    address: METER_ADDRESS,
    serial: SERIAL,
    importMilliWattHours: IMPORT_MILLI_WATT_HOURS,
    energyStep: 1_000,
  });
  #received: number[] = [];
  #questions: Uint8Array[] = [];
  /** Of these the time is known; a firmware in a hurry tells it by another way. */
  #dated = 0;
  #answer: (bytes: Uint8Array) => void = () => {};

  constructor(time: DeskTime) {
    this.#time = time;
  }

  load(watts: number): void {
    this.#meter.loadChanges(this.#time.nowMs, symmetric(METER_ROWS[METER_TYPE], watts * 1_000));
  }

  get deliveredMilliWattHours(): number {
    return this.#meter.importMilliWattHours - IMPORT_MILLI_WATT_HOURS;
  }

  take(bytes: Uint8Array, answer: (bytes: Uint8Array) => void): void {
    this.#answer = answer;
    this.#received.push(...bytes);
    while (this.#received.length >= REQUEST_BYTES) {
      this.#questions.push(Uint8Array.from(this.#received.splice(0, REQUEST_BYTES)));
      if (!(this.#time instanceof ToldTime)) this.#dated += 1;
    }
    this.#answerDated();
  }

  /** Whoever asks has said what time it is. */
  date(): void {
    this.#dated += 1;
    this.#answerDated();
  }

  /** Whoever asked is gone. */
  forget(): void {
    this.#received = [];
    this.#questions = [];
    this.#dated = 0;
  }

  #answerDated(): void {
    for (; this.#dated > 0 && this.#questions.length > 0; this.#dated -= 1) {
      const reply = this.#meter.answer(this.#time.nowMs, this.#questions.shift()!);
      if (reply === undefined) continue;
      const answer = this.#answer;
      if (this.#time instanceof ToldTime) answer(reply);
      else this.#time.later(this.#meter.answerDelayMs, () => answer(reply));
    }
  }
}
