/** What `npm run pull` says when link or node gave nothing: one message per cause. */
import type { Message } from '../message';
import { shownFingerprint } from './certificate';
import { NODE_WORDS } from './node-words';
import type { VerdictContext } from './verdict';
import type { Witness } from './witness';

const NOTHING_ASKED = 'The node was not asked for an invoice: no money can move.';
const NOT_HANDED_OVER = 'Nothing was handed to the link: no money can move.';

/** Nothing was planned, because of what the link answered, or did not. */
export function linkMessage(seen: Witness, context: VerdictContext): Message {
  const { linkFault, linkHost, sat } = context;
  const said = seen.linkReason === '' ? '' : `: "${seen.linkReason}"`;
  const message = (happened: string, ...todo: string[]): Message => ({
    happened,
    done: NOTHING_ASKED,
    todo,
  });
  switch (linkFault) {
    case 'maximum-below-payment': {
      const most = (seen.offer?.maxMilliSat ?? 0) / 1_000;
      return message(
        `The link pays at most ${most} sat, and ${sat} sat were asked for.`,
        `pull less: --sat ${Math.max(1, Math.floor(most))}`,
        'or let the buyer raise the maximum of the link, or its balance',
      );
    }
    case 'minimum-above-payment': {
      const least = Math.ceil((seen.offer?.minMilliSat ?? 0) / 1_000);
      return message(
        `The link pays at least ${least} sat, and ${sat} sat were asked for.`,
        `pull more: --sat ${least}`,
        'or let the buyer lower the minimum of the link',
      );
    }
    case 'exhausted':
      return message(
        `The link at ${linkHost} has nothing left, or has ended${said}.`,
        'let the buyer fill it up, or show another link',
      );
    case 'used':
      return message(
        `The link at ${linkHost} was for one payment, or is a tap of a card, and is spent${said}.`,
        'tap the card again, or show another link',
      );
    case 'needs-pin':
      return message(
        `The link at ${linkHost} wants the buyer's PIN for ${sat} sat.`,
        'pull less, or use a link that pays so much without a PIN',
      );
    case 'redirected':
      return message(
        `The link at ${linkHost} sends elsewhere, and the board does not follow.`,
        'show the link that it sends to, if you trust it',
      );
    case 'refused':
      return message(`The link at ${linkHost} says no${said}.`, 'settle it with the buyer');
    case 'wrong-tag':
      return message(
        `What answers at ${linkHost} is an LNURL, but not a withdraw link.`,
        'show a withdraw link: it begins the same, but pays out instead of in',
      );
    case 'unknown':
      return message(
        `What answers at ${linkHost} is not a withdraw service: no LNURL answer came.`,
        'open the link in a wallet: it should offer to receive',
      );
    case 'bad-callback':
    case 'address-refused':
      return message(
        `The link at ${linkHost} leads into a local network, or to a host without https.`,
        'if that is meant: --local-host HOST:PORT',
      );
    case 'certificate-refused':
      return message(
        `The link's host ${linkHost} shows a certificate that no public authority vouches for.`,
        "a buyer's service needs a certificate that everybody can check",
      );
    case 'bad-amounts':
    case 'bad-k1':
    case 'too-long':
      return message(
        `The link at ${linkHost} gives an answer that breaks the rules of LNURL (${linkFault}).`,
        'report it to whoever runs the service, or use another',
      );
    default:
      return message(
        `The link's host ${linkHost} cannot be reached (${linkFault}).`,
        'check the connection and the link, then pull again',
      );
  }
}

/** Planned, and given up before the hand-over: because of the invoice, or for want of one. */
export function nodeMessage(seen: Witness, context: VerdictContext): Message {
  const { invoiceFault, nodeKind, nodeHost, network } = context;
  const words = NODE_WORDS[nodeKind];
  if (invoiceFault === 'wrong-network') {
    return {
      happened: `Wrong network: ${nodeHost} is on ${seen.invoiceNetwork}, not on ${network}.`,
      done: `Its invoice was not handed over, and it was told to cancel it. ${NOT_HANDED_OVER}`,
      todo: [`if ${seen.invoiceNetwork} is meant: --network ${seen.invoiceNetwork}`],
    };
  }
  if (invoiceFault !== '') {
    return {
      happened: `The node's invoice is not what was asked for (${invoiceFault}).`,
      done: `It was told to cancel it. ${NOT_HANDED_OVER}`,
      todo: [
        'compare the clocks of this machine and the node',
        'see that nothing between here and the node changes answers',
      ],
    };
  }
  const said = seen.nodeSaid === '' ? '' : ` It said: "${seen.nodeSaid}".`;
  switch (seen.nodeFault) {
    case 'refused':
      return {
        happened: `${nodeHost} refuses the ${words.credential}.${said}`,
        done: NOT_HANDED_OVER,
        todo: [
          'see that the file is of this node, and that it may create and read invoices:',
          words.makeCredential,
        ],
      };
    case 'certificate-refused':
      return certificateMessage(context);
    case 'malformed':
      return {
        happened: `What answers at ${nodeHost} does not answer as ${words.name} does.${said}`,
        done: NOT_HANDED_OVER,
        todo: [`give ${words.restAddress}`],
      };
    case 'unreachable':
      return {
        happened: `${nodeHost} answers that it cannot make an invoice now.${said}`,
        done: NOT_HANDED_OVER,
        todo: ['see that the node is unlocked and has started, then pull again'],
      };
    default: {
      const cause = seen.nodeFault ?? 'no answer';
      const isSure = cause === 'not-connected';
      return {
        happened: `The node ${nodeHost} cannot be reached (${cause}).`,
        done: isSure
          ? NOT_HANDED_OVER
          : `It may have made an invoice that nobody else has. ${NOT_HANDED_OVER}`,
        todo: ['see that it runs, and that its REST port is open to this machine'],
      };
    }
  }
}

function certificateMessage({ nodeKind, nodeHost, pinSha256, shown }: VerdictContext): Message {
  const done = `The credential was not sent. ${NOT_HANDED_OVER}`;
  const seenPin = shown === undefined ? 'none' : shownFingerprint(shown);
  const { certificateFile, caFile } = NODE_WORDS[nodeKind];
  const look = `on the node: openssl x509 -in ${certificateFile} -noout -fingerprint -sha256`;
  if (pinSha256 !== undefined) {
    return {
      happened:
        `${nodeHost} shows another certificate than the pinned one.\n` +
        `  pinned  ${pinSha256}\n  shown   ${seenPin}`,
      done,
      todo: [
        look,
        'if that is the one shown, the node has a new certificate: give it to --pin',
        'if it is not, somebody stands between here and the node: do not go on',
      ],
    };
  }
  const why = shown === undefined || shown.problem === '' ? '' : ` (${shown.problem})`;
  return {
    happened:
      `No trusted authority vouches for the certificate of ${nodeHost}${why}.\n` +
      `  shown   ${seenPin}`,
    done,
    todo: [look, `if they are the same: --pin with it, or --ca with the node's ${caFile}`],
  };
}
