/** What the buyers of the ledger show: a link of their own each, and a card. */
import { secret } from '../src/secret';
import type { LinkMemory } from './bent-link';
import type { BuyerWallet } from './lightning/backend';
import { CardService } from './lightning/card-service';
import { WithdrawService } from './lightning/withdraw-service';

export const originOf = (buyer: string): string => `https://${buyer}.wallet.example`;

export const cardOriginOf = (buyer: string): string => `https://${buyer}.card.example`;

const CARD_LIMIT_MILLI_SAT = 1_000_000;

export const cardOf = (name: string, wallet: BuyerWallet, nowMs: () => number): CardService =>
  new CardService({
    wallet,
    origin: cardOriginOf(name),
    limitMilliSat: CARD_LIMIT_MILLI_SAT,
    nowMs,
  });

type Link = { readonly service: WithdrawService; readonly memory: LinkMemory };

export function linkOf(name: string, wallet: BuyerWallet): Link {
  const service = new WithdrawService({
    wallet,
    origin: originOf(name),
    k1: secret(`k1-of-${name}`),
    description: `${name} pays for energy`,
    minMilliSat: 1_000,
    maxMilliSat: 1_000_000,
  });
  return { service, memory: { nextMaximumMilliSat: undefined } };
}
