/** The part of the terms that says whether who shows no link may buy, and how that is paid. */
import type { MilliSat } from '../units';
import { type Fields, flag, refuse } from './fields';
import { readSat } from './sat';

export type GuestsConfig = {
  /** Who shows no link may buy, by an invoice that is shown. */
  readonly guests: boolean;
  /** What a guest has held by the node while energy flows; 0: guests pay ahead. */
  readonly deposit: MilliSat;
};

/** `least`: of one payment, in mSat. */
export function readGuests(of: Fields, least: MilliSat): GuestsConfig {
  const guests = flag(of, 'guests', false);
  if (guests && of.values['idleEndMs'] === undefined) {
    refuse(of, 'guests', 'false, or idleEndMs as well: it ends the sale of who does not pay');
  }
  const deposit = readSat(of, 'depositSat', 0, 0);
  if (deposit > 0 && !guests) refuse(of, 'depositSat', '0, or guests: no one else leaves one');
  if (deposit > 0 && deposit < least) {
    refuse(of, 'depositSat', `at least payment.minimumSat (${least / 1_000})`);
  }
  return { guests, deposit };
}
