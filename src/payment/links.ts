/**
 * A buyer's links, in the buyer's order: which one is asked, and how long one that gave nothing
 * rests. The journal keeps all of them with the sale. Which one is in use is not kept: an open pull
 * is looked up without any, and the next pull may begin with the first again.
 */
import type { OpenSale } from '../account/book';
import { fault } from '../fault';
import type { Command, Now, Secret } from '../ports';
import { secret } from '../secret';
import type { BoardState } from '../state';
import { forgetTap } from './invited';
import { decodeLink, LINK_LENGTH_MAX } from './lnurl';
import { forgetPin } from './pin';
import { LINKS_MAX, type Pulling } from './pulling';

/** No URL holds a space. */
const BETWEEN = ' ';

/** Nothing left, or left to a person's approval. */
const EXHAUSTED_REST_MS = 900_000;
/** A tap of a card is spent for good; whoever shows the link again wakes it. */
const USED_REST_MS = 86_400_000;
const REST_MS = 60_000;

/**
 * What a buyer shows, made into one text for the journal, which has room for one long link. The
 * first names the buyer and must be right; undefined where it is not. A further one that is wrong
 * or does not fit is left out, and said.
 */
export function readLinks(
  state: BoardState,
  shown: readonly Secret[],
  commands: Command[],
): { readonly first: Secret; readonly joined: Secret } | undefined {
  const links: Secret[] = [];
  for (let at = 0; at < shown.length; at++) {
    const link = decodeLink(shown[at]!, state.config);
    if (!link.ok) fault(state, commands, `link-${link.fault}`);
    else if (links.some((each) => each.secret === link.value.secret)) continue;
    else if (fits(links, link.value)) links.push(link.value);
    else fault(state, commands, 'link-too-long');
    if (links.length === 0) return undefined;
  }
  const first = links[0];
  return first === undefined ? undefined : { first, joined: secret(textOf(links)) };
}

const fits = (links: readonly Secret[], link: Secret): boolean =>
  links.length < LINKS_MAX && textOf([...links, link]).length <= LINK_LENGTH_MAX;

const textOf = (links: readonly Secret[]): string => links.map((link) => link.secret).join(BETWEEN);

/** At least one. */
export const linksOf = ({ link }: OpenSale): readonly string[] => link.secret.split(BETWEEN);

/** True of the same links; of fewer too, but where the owner's configuration names them all. */
export function isKnown({ link }: OpenSale, shown: Secret, isWhole: boolean): boolean {
  if (isWhole) return link.secret === shown.secret;
  return `${link.secret}${BETWEEN}`.startsWith(`${shown.secret}${BETWEEN}`);
}

/** Where the limits are asked: where the link said (LUD-14), else the link as it was shown. */
export const linkInUse = ({ nextLink, linkAt }: Pulling, sale: OpenSale): Secret =>
  nextLink ?? secret(linksOf(sale)[linkAt] ?? '');

/** The first that does not rest; when all do, the one that wakes first. No pull is open by then. */
export function chooseLink({ pulling, book }: BoardState, now: Now, commands: Command[]): void {
  const rests = restsOf(pulling, book.sale);
  const awake = rests.findIndex((until) => until <= now.mono);
  const at = awake === -1 ? rests.indexOf(Math.min(...rests)) : awake;
  if (at === pulling.linkAt) return;
  const fields = { from: pulling.linkAt + 1, to: at + 1, of: rests.length };
  commands.push({ kind: 'log', event: { area: 'link', what: 'changed', fields } });
  pulling.linkAt = at;
  forgetOffer(pulling);
}

/** The link in use is asked last for a while: how long depends on what it said. */
export function restLink({ pulling }: BoardState, now: Now, reason: string, atLeastMs = 0): void {
  const until = now.mono + Math.max(restMs(reason), atLeastMs);
  pulling.rests[pulling.linkAt] = Math.max(pulling.rests[pulling.linkAt] ?? 0, until);
}

/** True when the link in use gave nothing and another could be asked at once. */
export function hasOther({ pulling, book }: BoardState, now: Now): boolean {
  const rests = restsOf(pulling, book.sale);
  return (rests[pulling.linkAt] ?? 0) > now.mono && rests.some((until) => until <= now.mono);
}

/** False once the sale of the open pull gave way to another buyer's: its link is not in use. */
export const isOfSale = ({ book: { sale, pull } }: BoardState): boolean =>
  sale === undefined || sale.account === pull?.account;

/** A new sale, which knows nothing of the one before. */
export function newLinks(pulling: Pulling): void {
  wakeLinks(pulling);
  pulling.linkAt = 0;
  forgetOffer(pulling);
  pulling.payLink = undefined;
  pulling.pinAmount = 0;
  forgetPin(pulling);
  forgetTap(pulling.tap);
}

/** What the link in use said of itself. */
function forgetOffer(pulling: Pulling): void {
  pulling.nextLink = undefined;
  pulling.amountRefused = 0;
  pulling.balance = -1;
  pulling.usesLeft = -1;
  pulling.isLow = false;
}

/** As after the link was shown for the first time, or again. */
export function wakeLinks(pulling: Pulling): void {
  pulling.rests.fill(0);
  pulling.notBeforeMono = 0;
  pulling.failures = 0;
  pulling.amountRefused = 0;
  pulling.linkFault = '';
}

const restsOf = ({ rests }: Pulling, sale: OpenSale | undefined): readonly number[] =>
  rests.slice(0, sale === undefined ? 1 : linksOf(sale).length);

function restMs(reason: string): number {
  if (reason === 'exhausted' || reason === 'needs-approval') return EXHAUSTED_REST_MS;
  return reason === 'used' ? USED_REST_MS : REST_MS;
}
