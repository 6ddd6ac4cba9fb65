/**
 * The buyer's board on the tests' desk: hears the protocol's messages, judges offers by its demand
 * and keeps what it accepted. Its withdraw link is the desk's own.
 */
import type { HttpRequest } from '../../src/ports';
import { answer, beginHearing, type Heard, hear, nothingHeard } from '../../src/protocol/hearing';
import { peerKeys } from '../../src/protocol/mac';
import type { Request, Answer as Said, Standing, Statement } from '../../src/protocol/message';
import { assert } from '../../src/result';
import { judge } from '../../src/terms/acceptance';
import { writeAcceptance } from '../../src/terms/acceptance-document';
import type { Demand } from '../../src/terms/demand';
import { agreedTerms, type Offer } from '../../src/terms/offer';
import { readOffer } from '../../src/terms/offer-document';
import type { BoardDesk } from './board-desk';
import type { Answer } from './fake-node';

export const PEER_SECRET = '5e'.repeat(32);
export const PEER_URL = 'https://buyer.example/talk';
const NOTHING: Statement = {
  atSec: null,
  energyMilliWattHours: 0,
  chargedMilliSat: 0,
  paidMilliSat: 0,
};

export class FakePeer {
  readonly heard: Heard;
  readonly requests: Request[] = [];
  readonly accepted: { readonly reference: string; readonly offer: Offer }[] = [];
  demand: Demand;
  standing: Standing = 'agreed';
  statement: Statement = NOTHING;
  /** What is said instead. */
  instead: ((request: Request) => Said | undefined) | undefined;
  readonly #desk: BoardDesk;

  constructor(desk: BoardDesk, demand: Demand, secret = PEER_SECRET) {
    const keys = peerKeys({ secret });
    assert(keys !== undefined, 'fake peer: no keys');
    this.heard = nothingHeard(keys);
    beginHearing(this.heard, '0a'.repeat(16));
    this.demand = demand;
    this.#desk = desk;
  }

  take(request: HttpRequest): Answer {
    const hearing = hear(this.heard, this.#desk.now, request.body?.secret ?? '');
    switch (hearing.kind) {
      case 'refused':
        return { status: 403, fields: undefined };
      case 'say':
        return { status: 200, fields: { frame: hearing.frame } };
      case 'request': {
        this.requests.push(hearing.request);
        const said = this.instead?.(hearing.request) ?? this.#respond(hearing.request);
        return { status: 200, fields: { frame: answer(this.heard, this.#desk.now, said) } };
      }
    }
  }

  #respond(request: Request): Said {
    const { statement, standing } = this;
    switch (request.kind) {
      case 'offer':
      case 'renew': {
        const { reference } = request;
        const offer = readOffer(request.offer);
        assert(offer.ok, `fake peer: ${JSON.stringify(offer)}`);
        const acceptance = judge(offer.value, this.demand);
        const kind = acceptance.agrees ? 'accept' : 'reject';
        const terms = acceptance.agrees ? agreedTerms(offer.value, acceptance.payment) : undefined;
        const isKnown = this.accepted.some((each) => each.reference === reference);
        if (terms?.ok && !isKnown) this.accepted.push({ reference, offer: terms.value });
        return { kind, reference, acceptance: writeAcceptance(acceptance), statement };
      }
      case 'state':
      case 'end':
        return { kind: 'state', reference: request.reference, standing, statement };
      case 'demand':
        throw new Error('fake peer: nobody asks for its demand');
    }
  }
}
