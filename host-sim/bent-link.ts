/**
 * Withdraw services as buyers really have them: what becomes of an offer that would have been
 * made, or of an invoice that would have been accepted and paid.
 */
import type { Bend, BendKind } from './bends';
import {
  FLOOD_BYTES,
  json,
  REASON,
  refusal,
  reply,
  type WithdrawAnswer,
} from './lightning/withdraw-service';
import type { Stream } from './prng';

/** A good answer: an offer, or an OK with a payment behind it. */
export type GoodAnswer = WithdrawAnswer & {
  readonly reply: WithdrawAnswer['reply'] & { readonly kind: 'reply' };
};

/** What one link remembers between its calls. */
export type LinkMemory = {
  /** The most of the next offer, where the limits changed meanwhile. */
  nextMaximumMilliSat: number | undefined;
};

/** No board's payment is as large. */
const HIGH_MINIMUM_MILLI_SAT = 1_000_000_000_000;
const WAIT_SEC_MAX = 30;
const ELSEWHERE = 'https://pay.';
const EXHAUSTED = [
  REASON['insufficient-balance'],
  'Withdraw is spent.',
  'Daily withdrawal limit reached.',
];

export const isGood = (answer: WithdrawAnswer): answer is GoodAnswer =>
  answer.reply.kind === 'reply' &&
  (answer.payment !== undefined || answer.reply.body.includes('"withdrawRequest"'));

/** Where a callback on another host of the service leads back to. */
export const withoutElsewhere = (url: string): string =>
  url.startsWith(ELSEWHERE) ? `https://${url.slice(ELSEWHERE.length)}` : url;

export function bentAnswer(bend: Bend, answer: GoodAnswer, memory: LinkMemory): WithdrawAnswer {
  const { kind, chance, size } = bend;
  const unpaid = unpaidAnswer(kind, chance, size);
  if (unpaid !== undefined) return unpaid;
  switch (kind) {
    case 'error-and-pays':
      return { ...refusal('Internal error.'), payment: answer.payment };
    case 'link-in-use':
    case 'link-shared': {
      // Somebody else's, or this very one, which is then on its way.
      const payment = chance.below(2) === 0 ? undefined : answer.payment;
      return { ...refusal(REASON['in-flight']), payment };
    }
    case 'limits-change':
      memory.nextMaximumMilliSat = Math.floor(size * 20_000);
      return refusal('Amount not within limits.');
    case 'callback-elsewhere':
      return changed(answer, ({ callback }) => ({
        callback: String(callback).replace('https://', ELSEWHERE),
      }));
    case 'link-minimum-high':
      return changed(answer, () => ({
        minWithdrawable: HIGH_MINIMUM_MILLI_SAT,
        maxWithdrawable: HIGH_MINIMUM_MILLI_SAT,
      }));
    default:
      return answer;
  }
}

/** Nothing is paid, whatever is said. */
function unpaidAnswer(kind: BendKind, chance: Stream, size: number): WithdrawAnswer | undefined {
  const nothing = (planned: WithdrawAnswer['reply']) => ({ reply: planned, payment: undefined });
  switch (kind) {
    case 'ok-and-never-pays':
      return json({ status: 'OK' });
    case 'link-exhausted':
      if (chance.below(4) === 0) return nothing(reply(404, 'text/plain', 'Not found'));
      return refusal(EXHAUSTED[chance.below(EXHAUSTED.length)]!);
    case 'link-too-early':
      return refusal(`Wait ${Math.floor(size * WAIT_SEC_MAX) + 1} seconds.`);
    case 'link-html':
      return nothing(reply(502, 'text/html', '<html>Bad gateway</html>'));
    case 'link-silence':
      return nothing({ kind: 'silence' });
    case 'link-flood':
      return nothing({ kind: 'flood', delayMs: 0, bytes: FLOOD_BYTES });
    default:
      return undefined;
  }
}

/** The offer after the limits changed: less than before, perhaps too little, once. */
export function withNewLimits(answer: GoodAnswer, memory: LinkMemory): WithdrawAnswer {
  const most = memory.nextMaximumMilliSat;
  if (most === undefined || answer.payment !== undefined) return answer;
  memory.nextMaximumMilliSat = undefined;
  return changed(answer, ({ minWithdrawable, maxWithdrawable }) => ({
    maxWithdrawable: Math.min(Number(maxWithdrawable), Number(minWithdrawable) + most),
  }));
}

type Fields = Readonly<Record<string, unknown>>;

function changed(answer: GoodAnswer, change: (fields: Fields) => Fields): WithdrawAnswer {
  const fields = JSON.parse(answer.reply.body) as Fields;
  return { ...json({ ...fields, ...change(fields) }), payment: answer.payment };
}
