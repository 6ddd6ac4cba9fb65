/**
 * What a real node answers, read by the board's own functions: to each question of a pull, to the
 * same question again, about what it never had, to a wrong credential, and to a board that spends.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NODE_WORDS } from '../../host-sim/pull/node-words';
import { openWeb } from '../../host-sim/pull/web';
import { originOf, parseOriginUrl } from '../../src/config/origin';
import type {
  HashByBoard,
  HashByNode,
  NewInvoice,
  NodePlace,
  NodeRequest,
} from '../../src/payment/nodes/blueprint';
import { NODE_KINDS } from '../../src/payment/nodes/kinds';
import { assert, type Result } from '../../src/result';
import { secret } from '../../src/secret';
import { durationMs, milliSat } from '../../src/units';
import type { PickedFields } from '../../src/web/pick';
import type { Peer } from './peer';

export type AnswerRow = {
  readonly peer: string;
  readonly question: string;
  readonly expected: string;
  readonly seen: string;
};

export type Answered = { readonly status: number; readonly fields: PickedFields | undefined };
type Ask = (request: NodeRequest) => Promise<Answered>;
/** Question, what is expected, what came. */
export type Fact = readonly [question: string, expected: string, seen: string];

export const UNKNOWN_HASH = '5e'.repeat(32);
const TIMEOUT_MS = 20_000;

export async function runAnswers(peer: Peer): Promise<readonly AnswerRow[]> {
  const node = NODE_KINDS[peer.kind];
  const held = NODE_WORDS[peer.kind].credentialOf(readFileSync(peer.credentialFile)) ?? '';
  const wrong = nobodysLike(held);
  const paid = (await peer.received())[0]?.hash ?? '';
  const [board, stranger] = [openAsker(peer, held), openAsker(peer, wrong)];
  const facts: Fact[] = [];
  try {
    if (node.hashBy === 'board') facts.push(...(await askOurs(node, board.ask, paid)));
    else facts.push(...(await askTheirs(node, board.ask, paid, peer)));
    facts.push(...(await askAsStranger(node, stranger.ask, peer)));
    for (const request of peer.spending) {
      const answered = await board.ask({ ...request, pick: DENIAL_PICK });
      const question = `not for a board: ${request.method} ${request.path.secret}`;
      facts.push([question, 'refused', isDenied(answered) ? 'refused' : `HTTP ${answered.status}`]);
    }
  } finally {
    board.stop();
    stranger.stop();
  }
  return facts.map(([question, expected, seen]) => ({
    ...{ peer: peer.name, question, expected, seen },
  }));
}

/** Of the right form, and nobody's: the last digit is another one. */
export const nobodysLike = (credential: string): string =>
  credential.slice(0, -1) + (credential.endsWith('0') ? '1' : '0');

type Asker = {
  readonly ask: Ask;
  /** Undefined: silence until the time was over. */
  readonly askFor: (request: NodeRequest, ms: number) => Promise<Answered | undefined>;
  stop(): void;
};

export function openAsker({ kind, own }: Pick<Peer, 'kind' | 'own'>, credential: string): Asker {
  const { origin: nodeOrigin, fingerprint: pinSha256 } = own;
  const options = { nodeKind: kind, nodeOrigin, pinSha256, ca: undefined, localHosts: [] };
  const web = openWeb({ ...options, credential: secret(credential) });
  let count = 0;
  const askFor: Asker['askFor'] = async (request, ms) => {
    const id = `answers-${count++}`;
    const timeoutMs = durationMs(ms);
    const answer = await web.ask({
      ...{ kind: 'http-request', id, target: 'node', timeoutMs },
      ...request,
    });
    if (answer.kind === 'http-reply') return answer;
    if (answer.fault !== 'timeout') throw new Error(`no answer of ${kind}: ${answer.fault}`);
    return undefined;
  };
  const ask: Ask = async (request) => {
    const answer = await askFor(request, TIMEOUT_MS);
    if (answer === undefined) throw new Error(`no answer of ${kind} in time`);
    return answer;
  };
  return { ask, askFor, stop: web.stop };
}

function newInvoice(): NewInvoice {
  const name = randomBytes(8).toString('hex');
  return {
    preimage: secret(randomBytes(32).toString('hex')),
    ...{ amountMilliSat: 10_000, memo: `energy ${name}`, label: name, expirySec: 120 },
  };
}

async function askOurs(node: HashByBoard, ask: Ask, paid: string): Promise<readonly Fact[]> {
  const invoice = newInvoice();
  const hash = createHash('sha256')
    .update(Buffer.from(invoice.preimage.secret, 'hex'))
    .digest('hex');
  const created = async () => {
    const { status, fields } = await ask(node.createInvoice(invoice));
    return wordOf(node.readCreated(status, fields, hash), () => 'created');
  };
  const looked = async (of: string) => {
    const { status, fields } = await ask(node.lookUpInvoice(of));
    return wordOf(node.readLookedUp(status, fields, of), stateOf);
  };
  const canceled = async (of: string) => {
    const { status, fields } = await ask(node.cancelInvoice(of, invoice.label));
    return wordOf(node.readCanceled(status, fields), (word) => word);
  };
  return [
    ['create', 'created', await created()],
    ['create, once more', 'already-exists', await created()],
    ['look-up', 'open', await looked(hash)],
    ['cancel', 'canceled', await canceled(hash)],
    ['cancel, once more', 'canceled', await canceled(hash)],
    ['look-up of what is cancelled', 'canceled', await looked(hash)],
    ['look-up of what was never', 'not-found', await looked(UNKNOWN_HASH)],
    ['cancel of what was never', 'not-found', await canceled(UNKNOWN_HASH)],
    ['look-up of what is paid', 'settled', await looked(paid)],
    ['cancel of what is paid', 'already-settled', await canceled(paid)],
  ];
}

async function askTheirs(
  node: HashByNode,
  ask: Ask,
  paid: string,
  peer: Peer,
): Promise<readonly Fact[]> {
  const [invoice, other] = [newInvoice(), newInvoice()];
  const made = await ask(node.createInvoice(invoice, placeOf(peer)));
  const given = node.readCreated(made.status, made.fields, invoice, placeOf(peer));
  const hash = given.ok && given.value.kind === 'invoice' ? given.value.hash : '';
  const found = async (of: NewInvoice) => {
    if (node.find === undefined) return 'no way to find it';
    const { status, fields } = await ask(node.find.request(of));
    const read = node.find.read(status, fields, of);
    return wordOf(read, (it) => (it === undefined ? 'none' : it.hash === hash ? 'it' : 'another'));
  };
  const looked = async (of: string) => {
    const known = { hash: of, reference: '', value: milliSat(invoice.amountMilliSat) };
    const { status, fields } = await ask(node.lookUpInvoice(known, placeOf(peer)));
    return wordOf(node.readLookedUp(status, fields, known), stateOf);
  };
  return [
    ['create', 'invoice', wordOf(given, ({ kind }) => kind)],
    ['find what was created', 'it', await found(invoice)],
    ['find what was never', 'none', await found(other)],
    ['look-up', 'open', await looked(hash)],
    ['look-up of what was never', 'not-found', await looked(UNKNOWN_HASH)],
    ['look-up of what is paid', 'settled', await looked(paid)],
  ];
}

async function askAsStranger(
  node: HashByBoard | HashByNode,
  ask: Ask,
  peer: Peer,
): Promise<readonly Fact[]> {
  const invoice = newInvoice();
  const place = placeOf(peer);
  const made = await ask(node.createInvoice(invoice, place));
  const created: Result<object, string> =
    node.hashBy === 'board'
      ? node.readCreated(made.status, made.fields, UNKNOWN_HASH)
      : node.readCreated(made.status, made.fields, invoice, place);
  return [['create, with a wrong credential', 'refused', wordOf(created, () => 'created')]];
}

const placeOf = ({ own }: Peer): NodePlace => {
  const url = parseOriginUrl(own.origin);
  assert(url !== undefined, 'peers: a node without an origin');
  return { origin: originOf(url), account: '' };
};

/** LND's own words, also where it begins a stream with them. */
const DENIAL_PICK = ['message', 'error.message'] as const;

const isDenied = ({ status, fields }: Answered): boolean =>
  status === 401 ||
  status === 403 ||
  DENIAL_PICK.some((path) => fields?.[path] === 'permission denied');

const wordOf = <Value>(read: Result<Value, string>, word: (value: Value) => string): string =>
  read.ok ? word(read.value) : read.fault;

const stateOf = (
  looked: { readonly kind: 'not-found' } | { readonly kind: 'invoice'; readonly state: string },
): string => (looked.kind === 'invoice' ? looked.state : looked.kind);
