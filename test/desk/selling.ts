/** A board whose buyer just showed the link, and questions about what became of it. */
import { creditOf } from '../../src/account/account';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { HttpRequest, SupplyCommand } from '../../src/ports';
import { assert } from '../../src/result';
import { BoardDesk, LINK } from './board-desk';
import { deskConfig, nodeChanges } from './desk-config';
import type { Bend } from './fake-wire';

export const stepOf = ({ id }: HttpRequest) => id.slice(id.lastIndexOf('.') + 1);

/** A board whose buyer just showed the link. */
export function selling(
  change: (desk: BoardDesk) => void = () => {},
  canCancel = true,
  kind: NodeKind = 'lnd',
): BoardDesk {
  const desk = new BoardDesk(deskConfig('ev', { node: nodeChanges({ canCancel, kind }) }), 11);
  desk.run(4_000);
  change(desk);
  desk.offer();
  return desk;
}

export const steps = (desk: BoardDesk) => desk.requests.map(stepOf);
export const credit = (desk: BoardDesk): number => {
  const account = desk.book.accounts[0];
  return account === undefined ? 0 : creditOf(account);
};
export const handedHashes = (desk: BoardDesk) => new Set(desk.link.handed.map(({ hash }) => hash));

/** Answers `step` with `bend`, at most `times`. */
export const bending =
  (step: string, bend: Bend, times = Number.POSITIVE_INFINITY) =>
  (desk: BoardDesk) => {
    let left = times;
    desk.bend = (request) => (stepOf(request) === step && left-- > 0 ? bend : undefined);
  };

export const told = (desk: BoardDesk): readonly (SupplyCommand & { after?: number })[] =>
  desk.done.filter((each) => each.kind === 'supply');

/** A car that charges, paid up. */
export function charging(
  terms: object = {},
  kind: 'ev' | 'flat' = 'ev',
  change: (desk: BoardDesk) => void = () => {},
): BoardDesk {
  const desk = new BoardDesk(deskConfig(kind, { terms: { ...terms } }), 21);
  change(desk);
  desk.run(4_000);
  if (kind === 'flat') desk.meter.load = 1_000_000;
  desk.offer(LINK, kind === 'flat' ? 'Flat 1' : undefined);
  desk.run(30_000, () => desk.isClosed);
  assert(desk.isClosed, 'desk: it does not close');
  desk.run(5_000);
  return desk;
}
