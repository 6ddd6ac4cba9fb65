/**
 * The board as a function: step(state, now, event) -> commands.
 *
 *   reading, reply, tick, link ──▶ step ──▶ supply, http-request, bus-request, journal-append, log
 *
 *     metering ─▶ charging ─▶ account ─▶ sale ─▶ supply (computed from state)
 *                               ▲
 *          payment (pull) ──────┘   one open pull; only the node's word moves money
 *
 * Synchronous, deterministic, never waits, never re-entered. Everything it knows is in `state`.
 */

import { noCharging, STILL_THE_SALES_MS } from './account/charging';
import { type BoardConfig, powerMaxRoundedUp } from './config/board-config';
import { fault } from './fault';
import { forgetOld, journal } from './journal/journal';
import { confirmImage, keepJournal, rest, restsNow } from './journal/keep';
import type { Recovered } from './journal/recover';
import { restoreRegister } from './metering/metering';
import { createMetering } from './metering/metering-state';
import { noTalk } from './negotiation/talk';
import { talkStep } from './negotiation/talking';
import { advancePull } from './payment/advance';
import { takeHttpFailure, takeHttpReply } from './payment/answer';
import { takePin } from './payment/pin';
import { noPulling } from './payment/pulling';
import { noRunway } from './payment/runway';
import { takeTap } from './payment/tap';
import type { BoardEvent, Command, Now } from './ports';
import { ENTROPY_BYTES } from './ports';
import { unreachable } from './result';
import { judgeContacts, noContactWatch, noteContacts } from './sale/contacts';
import { currentLimit, noOverCurrent } from './sale/current';
import { noGuests, takeGuest } from './sale/guest';
import { takeReading, takeReadingFailure, takeSerial } from './sale/intake';
import { reserveEnergy, standingOfSale } from './sale/reserve';
import { ownerCommand, saleStep, takeOffer, unplugged } from './sale/sale';
import { openSupply, supplyStep } from './sale/supply';
import type { BoardState } from './state';
import { durationMs, type JournalSequence, journalSequence, milliWattHours } from './units';

/** A tick that comes so much too soon is still the one to read the meter at. */
const TICK_EARLY_MS = 100;

/** A board at boot: contactor open, the book as the journal told it, nothing else known. */
export function createBoard(
  config: BoardConfig,
  { book, ring, blocked }: Recovered,
  jitterSeed: number,
): BoardState {
  const currentMax = currentLimit(config);
  const powerAtBreaker = powerMaxRoundedUp(config.supply.breaker, config.supply);
  // Pulses show no current: above the terms' limit nothing opens before the breaker does. And the
  // power is made of them.
  const isBlind = config.meter.type === 'pulses';
  const powerMax = isBlind ? powerAtBreaker : powerMaxRoundedUp(currentMax, config.supply);
  const { intervalMs } = config.meter;
  const metering = createMetering({ powerMax: powerAtBreaker, intervalMs, isOneSource: isBlind });
  if (book.importRegister >= 0) {
    const { importRegister, exportRegister } = book;
    restoreRegister(metering, milliWattHours(importRegister), milliWattHours(exportRegister));
  }
  return {
    version: 1,
    config,
    terms: config.terms,
    currentMax,
    powerMax,
    reserveEnergy: reserveEnergy(config, powerMax),
    metering,
    book,
    charging: noCharging(),
    pulling: noPulling(noRunway(config)),
    supply: openSupply(),
    overCurrent: noOverCurrent(),
    contacts: noContactWatch(),
    hardware: '',
    serial: '',
    powerNow: 0,
    termsEnded: false,
    idleSinceMono: -1,
    dueSinceMono: -STILL_THE_SALES_MS,
    journalFailed: false,
    clearing: false,
    ring,
    blocked,
    ending: undefined,
    offer: undefined,
    guests: noGuests(),
    talk: noTalk(config.tenants.some(({ board: peer }) => peer !== undefined)),
    entropy: undefined,
    entropyAsked: false,
    sampledMono: -1,
    jitter: jitterSeed >>> 0,
    faults: {},
  };
}

/** One event in, what to do about it out. The only entrance to the core. */
export function step(state: BoardState, now: Now, event: BoardEvent): readonly Command[] {
  const commands: Command[] = [];
  noteContacts(state, now, event);
  if (restsNow(state, now, event)) return rest(state, now, event, commands);
  const fresh = take(state, now, event, commands);
  // A factory reset: the contactor is open, and nothing of this journal is acted on any more.
  if (state.blocked !== '') return commands;
  if (state.contacts.feedback !== 'none') judgeContacts(state, commands);
  saleStep(state, now, commands);
  if (state.talk.isOn) talkStep(state, now, commands);
  let standing = standingOfSale(state, now);
  const { sequence } = state.book;
  advancePull(state, now, standing, commands);
  if (state.entropy === undefined) askEntropy(state, commands);
  // Money moves by a record only.
  if (state.book.sequence !== sequence) standing = standingOfSale(state, now);
  supplyStep(state, now, fresh, standing, commands);
  keepJournal(state, now, commands);
  return behindTheJournal(state, commands);
}

/** True when the event was a good, trusted reading. */
function take(state: BoardState, now: Now, event: BoardEvent, commands: Command[]): boolean {
  switch (event.kind) {
    case 'boot':
      commands.push({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
      commands.push({ kind: 'bus-request', ask: 'identify' });
      return false;
    case 'tick':
      // An answer that was lost would stop all pulls for good.
      state.entropyAsked = false;
      askSample(state, now, commands);
      return false;
    case 'entropy':
      takeEntropy(state, event.bytes.secret, commands);
      return false;
    case 'reading':
      return takeReading(state, now, event.reading, commands);
    case 'reading-failed':
      takeReadingFailure(state, now, event.fault, commands);
      return false;
    case 'meter-identified':
      takeSerial(state, event.serial, commands);
      return false;
    case 'http-reply':
      takeHttpReply(state, now, event, commands);
      return false;
    case 'http-failed':
      takeHttpFailure(state, now, event, commands);
      return false;
    case 'clock-failed':
      // Without it there is no pull that could say what is wrong with the node.
      fault(state, commands, `node-${event.fault}`);
      return false;
    case 'credential-too-strong':
      fault(state, commands, event.kind);
      return false;
    case 'journal-written':
      return false;
    case 'journal-failed':
      state.journalFailed = true;
      return false;
    case 'contacts':
      return false;
    case 'image-confirmed':
      confirmImage(state);
      return false;
    case 'link-offered':
      takeOffer(state, event);
      return false;
    case 'guest-arrived':
      takeGuest(state, now, event.paysAhead === true, commands);
      return false;
    case 'card-tapped':
      takeTap(state, now, event.url, commands);
      return false;
    case 'pin-given':
      takePin(state, now, event.pin, commands);
      return false;
    case 'unplugged':
      unplugged(state, now, commands);
      return false;
    case 'owner-command':
      ownerCommand(state, now, event.command, commands);
      return false;
    default:
      return unreachable(event);
  }
}

/** Reads the meter once an interval; asks for its serial number until it has answered. */
function askSample(state: BoardState, now: Now, commands: Command[]): void {
  const sinceMs = now.mono - state.sampledMono + TICK_EARLY_MS;
  if (state.sampledMono >= 0 && sinceMs < state.config.meter.intervalMs) return;
  state.sampledMono = now.mono;
  commands.push({ kind: 'bus-request', ask: state.serial === '' ? 'identify' : 'sample' });
}

/** The first bytes ever become the epoch of a new journal; all later ones serve one pull each. */
function takeEntropy(state: BoardState, hex: string, commands: Command[]): void {
  if (!isEntropy(hex)) return fault(state, commands, 'entropy-malformed');
  state.entropyAsked = false;
  if (state.book.epoch === '') {
    // A sector whose erase was cut short reads as blank now, and may be an old journal next time.
    forgetOld(state, commands);
    // Goes out with the snapshot that a new journal begins with.
    state.book.hardware = state.hardware;
    journal(state, { kind: 'formatted', epoch: hex.slice(0, 16) });
  } else {
    state.entropy = { secret: hex };
  }
}

function isEntropy(hex: string): boolean {
  if (hex.length !== ENTROPY_BYTES * 2) return false;
  for (let i = 0; i < hex.length; i++) {
    if (!'0123456789abcdef'.includes(hex.charAt(i))) return false;
  }
  return true;
}

function askEntropy(state: BoardState, commands: Command[]): void {
  if (state.entropyAsked) return;
  state.entropyAsked = true;
  commands.push({ kind: 'entropy-request' });
}

/** What has an effect outside stands on every record written so far. */
function behindTheJournal(state: BoardState, commands: Command[]): readonly Command[] {
  const { sequence } = state.book;
  if (sequence === 0) return commands;
  const after = journalSequence(sequence);
  for (let i = 0; i < commands.length; i++) {
    const command = commands[i]!;
    if (
      command.kind === 'http-request' ||
      (command.kind === 'supply' && command.state !== 'open')
    ) {
      // A command of this step's own making, and nobody has seen it yet.
      (command as { after?: JournalSequence }).after = after;
    }
  }
  return commands;
}
