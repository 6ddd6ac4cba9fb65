/** The network between the board and the far sides: slow, and bent as a test says. */
import type { BoardEvent, HttpRequest } from '../../src/ports';
import type { BoardDesk } from './board-desk';
import { BUYER_ORIGIN } from './fake-buyer';
import type { Answer } from './fake-node';

export type Bend = 'lost' | 'answer-lost' | 'silent' | Answer | undefined;

const HTTP_MS = { node: 100, link: 400, peer: 100 } as const;

/** `arrive` brings what comes of it to the board, if it still is the same boot. */
export function carry(
  desk: BoardDesk,
  request: HttpRequest,
  arrive: (event: BoardEvent) => void,
): void {
  const { id, target, timeoutMs } = request;
  const answerIn = (answer: Answer, afterMs: number) =>
    desk.after(afterMs, () => {
      if ('fault' in answer) arrive({ kind: 'http-failed', id, fault: answer.fault });
      else arrive({ kind: 'http-reply', id, ...answer });
    });
  const bent = desk.bend(request);
  const lost = () => answerIn({ fault: 'timeout' }, timeoutMs);
  if (bent === 'silent') return;
  if (bent === 'lost') return lost();
  if (typeof bent === 'object') return answerIn(bent, HTTP_MS[target]);
  // The far side acts whatever becomes of the board meanwhile.
  desk.after(HTTP_MS[target] / 2, () => {
    const { link } = desk;
    const answer = answerOf(desk, request);
    if (bent !== undefined) return;
    const leftMs = timeoutMs - HTTP_MS[target] / 2;
    const slowMs = HTTP_MS[target] / 2 + (target === 'link' ? link.answerMs : 0);
    answerIn(slowMs > leftMs ? { fault: 'timeout' } : answer, Math.min(slowMs, leftMs));
  });
  if (bent === 'answer-lost') lost();
}

function answerOf(desk: BoardDesk, request: HttpRequest): Answer {
  const { node, link, peer, buyer, nowSec } = desk;
  const isBuyers = request.path.secret.startsWith(BUYER_ORIGIN);
  switch (request.target) {
    case 'node':
      return node.answer(request, nowSec);
    case 'link':
      return isBuyers && buyer !== undefined ? buyer.take(request) : link.answer(request);
    case 'peer':
      return (buyer ?? peer)?.take(request) ?? { fault: 'not-connected' };
  }
}
