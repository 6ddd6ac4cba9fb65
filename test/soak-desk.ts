/** Payments over the ledger with the soak's fault tables, and no board: plain requests instead. */
import * as assert from 'uvu/assert';
import type { OutgoingRequest } from '../host-sim/border';
import { EventQueue } from '../host-sim/event-queue';
import { createLedgerPayments } from '../host-sim/ledger-payments';
import type { FaultTable, Stage } from '../host-sim/soak/stage';

/** What came back. `fault` is empty while none did, `status` 0 before the first byte. */
export type Heard = {
  status: number;
  body: string;
  fault: string;
  isWhole: boolean;
  afterMs: number;
  parts: number;
};

export const START_MS = 1_800_000_000_000;
export const NODE_TIMEOUT_MS = 10_000;

export type SoakDesk = ReturnType<typeof soakDesk>;

export function soakDesk(table: FaultTable, seed = 1) {
  const queue = new EventQueue();
  const payments = createLedgerPayments({
    queue,
    epochMs: () => START_MS + queue.now,
    buyers: ['car', 'flat'],
    seed,
    latePayments: false,
    paymentMedianMs: 500,
    onPayment: () => {},
  });
  const strikes: Record<string, number[]> = {};
  const stage = {
    queue,
    payments,
    world: { places: [] },
    struck: (kind: string, board: number) => {
      strikes[kind] = [...(strikes[kind] ?? []), board];
    },
  } as unknown as Stage;
  let made = 0;

  async function run(forMs: number): Promise<void> {
    const until = queue.now + forMs;
    while ((queue.nextAt ?? Number.POSITIVE_INFINITY) <= until) await queue.step();
    queue.advanceTo(until);
  }

  /** Sends it; `heard` fills while the desk runs. */
  function send(request: Partial<OutgoingRequest>, board = 0): Heard {
    const heard = { status: 0, body: '', fault: '', isWhole: false, afterMs: 0, parts: 0 };
    const startedAt = queue.now;
    const whole: OutgoingRequest = {
      id: 'r',
      target: 'node',
      method: 'GET',
      url: '',
      headers: { 'Grpc-Metadata-macaroon': payments.credential },
      body: '',
      timeoutMs: NODE_TIMEOUT_MS,
      ...request,
    };
    payments.request(
      whole,
      {
        part(status, bytes) {
          heard.status = status;
          heard.body += Buffer.from(bytes).toString('latin1');
          heard.parts += 1;
        },
        end(status) {
          heard.status = status;
          heard.isWhole = true;
          heard.afterMs = queue.now - startedAt;
        },
        failed(fault) {
          heard.fault = fault;
          heard.afterMs = queue.now - startedAt;
        },
      },
      board,
    );
    return heard;
  }

  async function ask(request: Partial<OutgoingRequest>, board = 0): Promise<Heard> {
    const heard = send(request, board);
    await run(NODE_TIMEOUT_MS + 1);
    return heard;
  }

  const node = (path: string) => payments.node.url + path;
  const hashOf = (heard: Heard) =>
    Buffer.from(JSON.parse(heard.body).r_hash, 'base64').toString('hex');
  const base64Of = (hash: string) => Buffer.from(hash, 'hex').toString('base64');

  const desk = {
    queue,
    payments,
    owner: payments.lightning.owner,
    strikes: (kind: string) => strikes[kind] ?? [],
    run,
    send,
    ask,
    /** Begins it now. Returns how to end it, as the runner does. */
    hurt(kind: string, size = 0, board = 0): () => void {
      const row = table[kind];
      assert.ok(row, `there is no ${kind}`);
      const fault = { atMs: queue.now, kind, board, forMs: row.forMs[1], size };
      row.begin(stage, fault);
      return () => void row.end?.(stage, fault);
    },
    /** Each has the next preimage of this desk. */
    creation(valueMilliSat = 20_000): Partial<OutgoingRequest> {
      made += 1;
      const preimage = base64Of(made.toString(16).padStart(64, '0'));
      const body = { memo: 'm', value_msat: `${valueMilliSat}`, expiry: '120' };
      return {
        method: 'POST',
        url: node('/v1/invoices'),
        body: JSON.stringify({ ...body, r_preimage: preimage, private: false }),
      };
    },
    lookUp: (hash: string) => ({ url: node(`/v1/invoice/${hash}`) }),
    cancel: (hash: string): Partial<OutgoingRequest> => ({
      method: 'POST',
      url: node('/v2/invoices/cancel'),
      body: JSON.stringify({ payment_hash: base64Of(hash) }),
    }),
    offer: (buyer = 'car'): Partial<OutgoingRequest> => ({
      target: 'link',
      url: payments.link(buyer),
    }),
    callback: (request: string, buyer = 'car'): Partial<OutgoingRequest> => ({
      target: 'link',
      url: `https://${buyer}.wallet.example/withdraw/callback?k1=k1-of-${buyer}&pr=${request}`,
    }),
    /** Made without a fault in the way. */
    async invoice(valueMilliSat = 20_000): Promise<{ hash: string; request: string }> {
      const heard = await ask(desk.creation(valueMilliSat), 9);
      return { hash: hashOf(heard), request: JSON.parse(heard.body).payment_request };
    },
    /** What the node says now, over the wire of a board that nobody hurts. */
    async said(hash: string): Promise<Record<string, unknown>> {
      return JSON.parse((await ask(desk.lookUp(hash), 9)).body);
    },
    spentMilliSat: () => payments.lightning.buyer('car').spentMilliSat(),
  };
  return desk;
}
