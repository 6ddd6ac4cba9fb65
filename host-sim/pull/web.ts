/** The hands of one pull on the web: a request in, what came back out, picked as on the device. */
import { nodeHeaders } from '../../src/payment/nodes/headers';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { BoardEvent, HttpRequest, Secret } from '../../src/ports';
import { endReply, expectReply, failReply, type Replies, takePart } from '../../src/web/replies';
import { createHttpAdapter } from '../http-adapter';
import type { Pace } from '../pace';
import { hostOf } from './parts';

export type Answer = BoardEvent & { readonly kind: 'http-reply' | 'http-failed' };
export type Web = {
  ask(request: HttpRequest): Promise<Answer>;
  stop(): void;
};

export type WebOptions = {
  readonly nodeKind: NodeKind;
  readonly nodeOrigin: string;
  readonly credential: Secret;
  readonly pinSha256: string | undefined;
  readonly ca: string | undefined;
  /** Where the link may lead besides the public internet. */
  readonly localHosts: readonly string[];
};

/** What arrives is dealt with at once: there is no world that it must wait for. */
const AT_ONCE: Pace = {
  inject: (run) => void run(),
  runUntil: async () => {},
  stop: () => {},
};

export function openWeb(options: WebOptions): Web {
  const { nodeKind, nodeOrigin, credential, pinSha256, ca, localHosts } = options;
  const pace = AT_ONCE;
  // Two, so that naming the node does not open its host to the link.
  const node = createHttpAdapter({
    pace,
    speed: 1,
    localHosts: [hostOf(nodeOrigin), new URL(nodeOrigin).hostname],
    ...(pinSha256 === undefined ? {} : { pinSha256 }),
    ...(ca === undefined ? {} : { ca }),
  });
  const link = createHttpAdapter({ pace, speed: 1, localHosts });
  const replies: Replies = new Map();

  const ask = (request: HttpRequest): Promise<Answer> =>
    new Promise((resolve) => {
      const { id, target, method, path, body, timeoutMs } = request;
      const isNode = target === 'node';
      const deliver = (event: BoardEvent | undefined) => {
        if (event?.kind === 'http-reply' || event?.kind === 'http-failed') resolve(event);
      };
      expectReply(replies, request);
      const headers: Record<string, string> = {};
      const shown = isNode ? nodeHeaders(nodeKind, credential, body !== undefined) : [];
      for (const [name, value] of shown) headers[name] = value.secret;
      const url = isNode ? nodeOrigin + path.secret : path.secret;
      const outgoing = { id, target, method, url, headers, body: body?.secret ?? '', timeoutMs };
      const hangUp = (isNode ? node : link).request(outgoing, {
        part: (status, bytes) => {
          const event = takePart(replies, id, status, bytes);
          if (event === undefined) return;
          hangUp();
          deliver(event);
        },
        end: (status) => deliver(endReply(replies, id, status)),
        failed: (fault) => deliver(failReply(replies, { kind: 'http-failed', id, fault })),
      });
    });
  return {
    ask,
    stop: () => {
      node.stop();
      link.stop();
    },
  };
}
