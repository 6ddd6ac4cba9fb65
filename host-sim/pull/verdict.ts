/** How a pull ended, as an exit code, a word for programs and a message for people. */
import type { NodeKind } from '../../src/payment/nodes/kinds';
import { unreachable } from '../../src/result';
import type { Message } from '../message';
import type { ShownCertificate } from './certificate';
import { linkMessage, nodeMessage } from './messages';
import type { Ending } from './run-pull';
import type { Witness } from './witness';

export const EXIT = Object.freeze({
  settled: 0,
  refused: 1,
  unknown: 2,
  'settled-late': 3,
  'settled-another-amount': 3,
  usage: 64,
  unreachable: 69,
  interrupted: 130,
});

export type Outcome = Exclude<keyof typeof EXIT, 'usage'>;

export type Verdict = {
  readonly outcome: Outcome;
  readonly receivedMilliSat: number;
  readonly message: Message;
};

export type VerdictContext = {
  readonly id: string;
  readonly sat: number;
  readonly network: string;
  readonly nodeKind: NodeKind;
  readonly nodeHost: string;
  readonly linkHost: string;
  readonly deadlineMs: number;
  readonly linkFault: string;
  /** Why the node's invoice was not handed over; empty when it was. */
  readonly invoiceFault: string;
  readonly pinSha256: string | undefined;
  readonly shown: ShownCertificate | undefined;
};

export function judgePull(ending: Ending, seen: Witness, context: VerdictContext): Verdict {
  switch (ending.kind) {
    case 'settled':
      return settled(ending, context);
    case 'closed':
      return { outcome: 'refused', receivedMilliSat: 0, message: closed(ending, seen, context) };
    case 'link-gave-nothing': {
      const isOut = LINK_OUT.includes(context.linkFault);
      const outcome = isOut ? 'unreachable' : 'refused';
      return { outcome, receivedMilliSat: 0, message: linkMessage(seen, context) };
    }
    case 'node-gave-nothing': {
      const isRefused = context.invoiceFault !== '' || seen.nodeFault === 'refused';
      const outcome = isRefused ? 'refused' : 'unreachable';
      return { outcome, receivedMilliSat: 0, message: nodeMessage(seen, context) };
    }
    case 'unknown':
      return { outcome: 'unknown', receivedMilliSat: 0, message: unknown(seen, context) };
    case 'interrupted': {
      const outcome = ending.isHandedOver ? 'unknown' : 'interrupted';
      return { outcome, receivedMilliSat: 0, message: interrupted(ending.isHandedOver, context) };
    }
    default:
      return unreachable(ending);
  }
}

/** The link was not there, or is no service at all: nothing was asked of it. */
const LINK_OUT: readonly string[] = [
  'not-connected',
  'timeout',
  'broken',
  'certificate-refused',
  'unknown',
];

export const resumeLine = (id: string): string => `ask again: npm run pull -- --resume ${id}`;

function settled(ending: Ending & { kind: 'settled' }, context: VerdictContext): Verdict {
  const { receivedMilliSat, isLate } = ending;
  const sat = receivedMilliSat / 1_000;
  const { nodeHost } = context;
  if (receivedMilliSat !== context.sat * 1_000) {
    return {
      outcome: 'settled-another-amount',
      receivedMilliSat,
      message: {
        happened: `Settled for another amount: ${sat} sat came, ${context.sat} sat were asked for.`,
        done: `It is at ${nodeHost}, by the node's word. A board credits what came.`,
        todo: ['if that was not meant, settle the difference with the buyer'],
      },
    };
  }
  if (isLate) {
    return {
      outcome: 'settled-late',
      receivedMilliSat,
      message: {
        happened: `Settled late: ${sat} sat came after the deadline.`,
        done: `It is at ${nodeHost}, by the node's word. A board credits it to the same buyer.`,
        todo: ['do not pull again for what this payment was to cover'],
      },
    };
  }
  const happened = `Settled: ${sat} sat arrived at ${nodeHost}, by the node's word.`;
  const message = { happened, done: 'The pull is closed.', todo: [] };
  return { outcome: 'settled', receivedMilliSat, message };
}

function closed(
  { isHandedOver }: Ending & { kind: 'closed' },
  seen: Witness,
  context: VerdictContext,
): Message {
  if (context.invoiceFault !== '') return nodeMessage(seen, context);
  const done =
    'The node has cancelled the invoice: it cannot be paid any more, and no money has moved.';
  if (!isHandedOver) {
    return { happened: 'The pull ended before the hand-over.', done, todo: ['pull again'] };
  }
  if (seen.isCallbackRefused) {
    const said = seen.linkReason === '' ? '' : `: "${seen.linkReason}"`;
    return {
      happened: `Refused: the link at ${context.linkHost} said no (${seen.linkFault})${said}.`,
      done,
      todo: ['settle it with the buyer: balance and limits of the link', 'then pull again'],
    };
  }
  return {
    happened: `Not paid within ${context.deadlineMs / 1_000} s by ${context.linkHost}.`,
    done,
    todo: [
      "the buyer's wallet may be empty, offline, or without a way to the node: see its log",
      resumeLine(context.id).replace('ask again', 'to ask the node once more'),
    ],
  };
}

function unknown(seen: Witness, { id, nodeHost }: VerdictContext): Message {
  return {
    happened: `Unknown: the invoice was handed over, and ${nodeHost} does not say if it was paid.`,
    done:
      `The last answer of the node was: ${seen.nodeFault ?? 'not paid yet'}. ` +
      'No second invoice was made. The payment may have arrived, or may still arrive.',
    todo: [
      `${resumeLine(id)}${seen.nodeFault === 'refused' ? ' --credential FILE' : ''}`,
      'do not pull for the same energy before that',
    ],
  };
}

function interrupted(isHandedOver: boolean, { id }: VerdictContext): Message {
  return isHandedOver
    ? {
        happened: 'Interrupted after the invoice was handed over.',
        done: 'The payment may have arrived, or may still arrive.',
        todo: [resumeLine(id)],
      }
    : {
        happened: 'Interrupted before the invoice was handed over.',
        done: 'No money can move: nobody but the node has the invoice.',
        todo: [],
      };
}
