/**
 * Withdraw servers as their sources say they are, as far as a board can see them: LNbits withdraw
 * (2e52400), BTCPay Server (03345c2), boltcard (d56685d), boltcard/hub (70c3c09), LNbits boltcards
 * (407506a). Each call makes a new one; a card's link is one tap.
 */
import type { Picked } from '../../src/ports';
import type { Answer } from './fake-node';

export type Handed = {
  readonly k1: string;
  readonly hash: string;
  readonly value: number;
  readonly atMs: number;
};

export type LinkServer = {
  /** The k1 of its last first answer. */
  readonly k1: string;
  first(atMs: number): Answer;
  callback(handed: Handed): { readonly answer: Answer; readonly pays: boolean };
};

type Fields = Readonly<Record<string, Picked>>;

export const LINK = 'https://wallet.example/w';

const json = (fields: Fields, status = 200): Answer => ({ status, fields });
const error = (reason: string, status = 200) => json({ status: 'ERROR', reason }, status);
const refuse = (reason: string, status = 200) => ({ answer: error(reason, status), pays: false });
const OK = { answer: json({ status: 'OK' }), pays: true };
const first = (k1: string, maxWithdrawable: number, more: Fields = {}): Answer => {
  const limits = { minWithdrawable: 1_000, maxWithdrawable };
  return json({ tag: 'withdrawRequest', callback: `${LINK}/cb`, k1, ...limits, ...more });
};

/** Always says the same, to both questions. */
export const stubborn = (reason: string): LinkServer => ({
  k1: '',
  first: () => error(reason),
  callback: () => refuse(reason),
});

export const empty = (): LinkServer => stubborn('Withdraw is spent.');

/** One k1 for good; a second callback meets what became of the first. */
export function lnbitsWithdraw(link = LINK): LinkServer {
  const paid = new Set<string>();
  const k1 = '9YxWRdFQFSQngwM2EmuNoh';
  return {
    k1,
    first: () => first(k1, 200_000, { callback: `${link}/cb` }),
    callback: ({ hash, ...handed }) => {
      if (handed.k1 !== k1) return refuse('k1 is wrong.');
      if (paid.has(hash)) return refuse('withdraw not working. Payment already paid.');
      paid.add(hash);
      return OK;
    },
  };
}

/** OK, and no money: the invoice stays payable with it. */
export const silent = (link: string): LinkServer => {
  const good = lnbitsWithdraw(link);
  return { ...good, callback: (handed) => ({ ...good.callback(handed), pays: false }) };
};

/** A budget that shrinks; the id is the k1, and what is pending is a duplicate. */
export function btcpayPull(budget = 10_000_000): LinkServer {
  const claimed = new Set<string>();
  const k1 = '42kktmpL5d6qVc85Fget7H961ZSQ';
  let left = budget;
  return {
    k1,
    first: () => first(k1, left, { currentBalance: left, balanceCheck: LINK }),
    callback: ({ hash, value }) => {
      if (claimed.has(hash)) {
        return refuse('Payment request could not be paid (Claim result: Duplicate)', 400);
      }
      if (value > left) {
        return refuse('Payment request could not be paid (Claim result: Overdraft)', 400);
      }
      claimed.add(hash);
      left -= value;
      const reason = 'The payment is in pending state and should be completed shortly.';
      return { answer: json({ status: 'OK', reason }), pays: true };
    },
  };
}

type Card = {
  readonly k1: string;
  readonly lifeMs: number;
  readonly maxWithdrawable: number;
  /** What a second first GET is told, a k1 that is too old, and the same invoice again. */
  readonly burnt: string;
  readonly tooOld: string;
  readonly again: string;
  readonly againStatus?: number;
};

/** One tap: the first GET burns it, and its k1 pays one invoice. */
function card({ k1, lifeMs, maxWithdrawable, burnt, tooOld, ...card }: Card): LinkServer {
  let askedMs = -1;
  let isPaid = false;
  return {
    k1,
    first: (atMs) => {
      if (askedMs >= 0) return error(burnt);
      askedMs = atMs;
      return first(k1, maxWithdrawable);
    },
    callback: (handed) => {
      if (isPaid) return refuse(card.again, card.againStatus);
      if (handed.k1 !== k1 || handed.atMs - askedMs > lifeMs) return refuse(tooOld);
      isPaid = true;
      return OK;
    },
  };
}

/** Answers at once and pays later, if it pays; whatever is wrong is a bad request. */
export const boltcard = (): LinkServer =>
  card({
    k1: '00112233445566778899aabbccddeeff',
    lifeMs: 60_000,
    maxWithdrawable: 1_000_000_000,
    burnt: 'bad request',
    tooOld: 'bad request',
    again: 'bad request',
  });

export const boltcardHub = (): LinkServer =>
  card({
    k1: 'c0ffee00c0ffee00',
    lifeMs: 10_000,
    maxWithdrawable: 100_000_000_000,
    burnt: 'card counter not incremented',
    tooOld: 'k1 value expired',
    again: 'duplicate invoice',
  });

export const lnbitsBoltcards = (): LinkServer =>
  card({
    k1: 'hit-1',
    lifeMs: Number.POSITIVE_INFINITY,
    maxWithdrawable: 50_000_000,
    burnt: 'This link is already used.',
    tooOld: 'K1 token does not match.',
    again: 'Payment already claimed.',
  });

/** The counter is written with the invoice, so that only then the tap is burnt. */
export function btcpayBoltcard(): LinkServer {
  const k1 = 'A2EF40F6D46F1BB36E6EBF0114D4A464-F509EEA788E37E32';
  let left = 10_000_000;
  let isUsed = false;
  return {
    k1,
    first: () => {
      if (isUsed) return error('Replayed or expired query', 400);
      return first(k1, left, { currentBalance: left });
    },
    callback: ({ value }) => {
      if (isUsed) return refuse('Replayed or expired query', 400);
      isUsed = true;
      left -= value;
      return OK;
    },
  };
}
