/**
 * A seller's side of docs/protocol.md, version 1, written from that page alone: nothing of ours is
 * imported, as in anybody's program. Talks by a function that posts bytes and gives the reply's.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

type Json = { readonly [name: string]: unknown };
type Object = {
  readonly version: number;
  readonly from: string;
  readonly id: string;
  readonly sequence: number;
  readonly timeSec: number | null;
  readonly nonce: string;
  readonly kind: string;
  readonly body: Json;
};
/** `is`: the kind of an answer, the name of a fault, or why it is thrown away. */
export type Heard = { readonly is: string; readonly body?: Json };
export type Post = (frame: string) => Promise<string>;

const MAC_DIGITS = 64;
const BYTES_MAX = 32_768;
const TRIES_MAX = 4;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export class Client {
  readonly keys: { readonly seller: Buffer; readonly buyer: Buffer };
  nonce = '';
  sequence = 0;
  #open: { readonly id: string; readonly sequence: number } | undefined;

  constructor(secretHex: string) {
    const secret = Buffer.from(secretHex, 'hex');
    this.keys = {
      seller: hmac(secret, 'energy 1 seller'),
      buyer: hmac(secret, 'energy 1 buyer'),
    };
  }

  /** Section 2: the bytes to post, and to post again as they are while no answer comes. */
  request(id: string, timeSec: number | null, kind: string, body: Json): string {
    this.sequence += 1;
    const { sequence, nonce } = this;
    this.#open = { id, sequence };
    const object: Object = { version: 1, from: 'seller', id, sequence, timeSec, nonce, kind, body };
    const text = JSON.stringify(object);
    return `${hmac(this.keys.seller, text).toString('hex')}\n${text}`;
  }

  /** Section 3: what counts as the answer to the request that is under way. */
  take(frame: string): Heard {
    const mac = Buffer.from(frame.slice(0, MAC_DIGITS), 'hex');
    const text = frame.slice(MAC_DIGITS + 1);
    if (Buffer.byteLength(text) > BYTES_MAX) return { is: 'too-long' };
    if (mac.length * 2 !== MAC_DIGITS || frame[MAC_DIGITS] !== '\n') return { is: 'malformed' };
    if (!timingSafeEqual(mac, hmac(this.keys.buyer, text))) {
      const isOurs = timingSafeEqual(mac, hmac(this.keys.seller, text));
      return { is: isOurs ? 'other-direction' : 'wrong-mac' };
    }
    const { version, from, id, sequence, nonce, kind, body } = JSON.parse(text) as Object;
    if (version !== 1) return { is: 'wrong-version' };
    const isOpen = id === this.#open?.id && sequence === this.#open.sequence;
    if (from !== 'buyer' || !isOpen) return { is: 'other-answer' };
    this.#open = undefined;
    this.nonce = nonce;
    if (kind !== 'fault') return { is: kind, body };
    const fault = String(body['fault']);
    const isBehind = fault === 'wrong-nonce' || fault === 'old-sequence';
    if (isBehind) this.sequence = Number(body['sequence']) - 1;
    return { is: fault, body };
  }

  /** Until it is answered: the same bytes after a loss, a new id where section 3 says so. */
  async say(post: Post, timeSec: number | null, kind: string, body: Json): Promise<Heard> {
    const anew = () => this.request(randomBytes(16).toString('hex'), timeSec, kind, body);
    let frame = anew();
    let heard: Heard = { is: 'no answer' };
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const reply = await post(frame).catch(() => undefined);
      if (reply === undefined) continue;
      heard = this.take(reply);
      if (heard.body !== undefined && !AGAIN.includes(heard.is)) return heard;
      if (heard.body !== undefined) frame = anew();
    }
    return heard;
  }
}

const AGAIN = ['wrong-nonce', 'old-sequence', 'id-reused'];
