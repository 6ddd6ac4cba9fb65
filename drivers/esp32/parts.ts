/**
 * The parts of a real board, as its definition says; the definition comes with the image, the
 * owner's documents are in key-value storage. The guard is begun before anything else.
 */

import Digital from 'embedded:io/digital';
import HttpClient from 'embedded:network/http/client';
import KeyValue from 'embedded:storage/key-value';
import image from 'mc/config';
import FFI from 'mc/ffi';
import Time from 'time';
import Timer from 'timer';
import type { Clock } from '../../src/ports';
import { unreachable } from '../../src/result';
import { parseBoard } from '../boards/board';
import type { BoardDefinition } from '../boards/definition';
import { openTlsSocket } from '../http/tls-socket';
import { JournalOrders } from '../journal-orders';
import type { MeterWire } from '../meters/chosen-meter';
import type { HttpClientClass, OpenParts } from '../parts';
import { SdkClock } from '../sdk/clock';
import { openTcpSocket } from '../sdk/tcp-socket';
import type { DigitalClass } from './contact-pins';
import { GuardedContactor } from './guarded-contactor';
import { openNetwork } from './network';
import { Partition } from './partition';
import { PinCounter } from './pulse-counter';
import { openRs485 } from './rs485-line';
import { type OpenStorage, readDocuments, wifiNetworkOf } from './settings';

/** As board-system.h has them. */
const RANDOM_FROM_RADIO = 1;
const RANDOM_FROM_NOISE = 2;

export const openParts: OpenParts = ({ isPublicAddress, caught }) => {
  const native = new FFI();
  const print = (line: string) => trace(`${line}\n`);
  const board = boardOf(image['board']);
  const clock = new SdkClock({ ticks: () => Time.ticks, once, caught });
  const contactor = new GuardedContactor({
    clock,
    native,
    digital: Digital as unknown as DigitalClass,
    pins: board.contactor,
    print,
  });
  print(`board started why=${native.dc_reset_reason()}`);

  const documents = () => readDocuments(KeyValue.open as unknown as OpenStorage, textOf);
  openNetwork(board.network, {
    clock,
    native,
    network: wifiNetworkOf(documents().wifi),
    caught,
    print,
  });
  // The radio is on from here on, connected or not; on a wired board it never is.
  const isRadioOn = board.network.kind === 'wifi';
  native.dc_random_from(isRadioOn ? RANDOM_FROM_RADIO : RANDOM_FROM_NOISE);
  const plain = openTcpSocket({ clock, isPublicAddress, caught });
  const secure = openTlsSocket({ clock, native });
  return {
    clock,
    meter: meterOf(board, clock, native),
    contactor,
    journal: new JournalOrders(new Partition(native), clock),
    openSocket: (target, events) => (target.isSecure ? secure : plain)(target, events),
    http: HttpClient as unknown as HttpClientClass,
    settings: () => {
      const { config, secrets } = documents();
      return { config, secrets, hardware: native.dc_chip_id() };
    },
    isImageConfirmed: native.dc_image_is_confirmed() === 1,
    confirmImage: () => native.dc_image_confirm() === 0,
    entropy: (count) => {
      const bytes = new Uint8Array(count);
      if (native.dc_random(bytes.buffer, count) !== 0) throw new Error('no random bytes');
      return { secret: hexOf(bytes) };
    },
    print,
    // Called while the board steps, and by nothing else: what stops it, the watchdog notices.
    show: (view) => {
      native.dc_watchdog_feed();
      print(`view ${JSON.stringify(view)}`);
    },
    restart: () => native.esp_restart() as never,
  };
};

function once(run: () => void, ms: number): () => void {
  const timer = Timer.set(run, ms);
  return () => Timer.clear(timer);
}

/** Checked when the image was built; whoever put it together otherwise is told at once. */
function boardOf(document: unknown): BoardDefinition {
  const parsed = parseBoard(document);
  if (!parsed.ok) throw new Error(`board: ${parsed.fault[0]?.field} is no board's`);
  return parsed.value;
}

function meterOf({ meter }: BoardDefinition, clock: Clock, native: FFI): MeterWire {
  switch (meter.kind) {
    case 'rs485':
      return { kind: 'line', open: openRs485({ clock, native, pins: meter }) };
    case 'pulses': {
      const { impulsesPerKilowattHour } = meter;
      return { kind: 'pulses', counter: new PinCounter(native, meter), impulsesPerKilowattHour };
    }
    case 'ade7953':
      throw new Error('no driver for the meter ade7953');
    default:
      return unreachable(meter);
  }
}

const textOf = (bytes: ArrayBuffer): string => String.fromArrayBuffer(bytes);

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (let i = 0; i < bytes.length; i++) hex += bytes[i]!.toString(16).padStart(2, '0');
  return hex;
}
