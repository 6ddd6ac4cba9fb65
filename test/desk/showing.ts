/** A board whose buyer just showed several links. */
import { BoardDesk, LINK } from './board-desk';
import { deskConfig } from './desk-config';
import type { LinkServer } from './link-servers';

/** A buyer who showed these links in this order, each with its server. */
export function showing(
  servers: Readonly<Record<string, LinkServer>>,
  canCancel = true,
): BoardDesk {
  const desk = new BoardDesk(deskConfig('ev', { node: { canCancel } }), 11);
  for (const [link, server] of Object.entries(servers)) desk.link.servers.set(link, server);
  desk.run(4_000);
  const [first = LINK, ...more] = Object.keys(servers);
  desk.offer(first, undefined, more);
  return desk;
}
