/** A flat whose tenant has a board of its own, with which terms are agreed on. */
import { constantTariff } from '../../src/tariff/tariff';
import type { Demand } from '../../src/terms/demand';
import { milliAmps, milliSat, milliSatPerKilowattHour, milliVolts } from '../../src/units';
import { viewOf } from '../../src/web/view';
import { BoardDesk, LINK } from './board-desk';
import { deskConfig } from './desk-config';
import { FakePeer, PEER_SECRET, PEER_URL } from './fake-peer';

export const PERIOD_SEC = 3_600;
const TENANT = 'Flat 1';

export const price = (milliSatPerKwh: number) =>
  constantTariff(milliSatPerKilowattHour(milliSatPerKwh));

export const boardConfig = (terms: object = {}) =>
  deskConfig('flat', {
    terms: {
      payment: { minimumSat: 5, desiredSat: 20, maximumSat: 100 },
      prepaymentSat: 100,
      firstPaymentSat: 100,
      cutOffPerMille: 100,
      ...terms,
    },
    tenants: [
      {
        name: TENANT,
        link: 'flat-1-link',
        board: { secret: 'flat-1-board', periodSec: PERIOD_SEC },
      },
    ],
  });

export const DEMAND: Demand = {
  meterNumber: '20000001',
  durationSec: { minimum: 900, maximum: 86_400 },
  importTariff: price(300_000),
  payment: { minimum: milliSat(1_000), maximum: milliSat(1_000_000) },
  depositMax: milliSat(200_000),
  prepaymentMax: milliSat(200_000),
  allowanceMin: milliSat(0),
  voltage: { minimum: milliVolts(200_000), maximum: milliVolts(260_000) },
  voltageDiscountPerMilleMin: 0,
  currentMin: milliAmps(10_000),
};

/** Its tenant's link was just shown. */
export function negotiating(
  change: (peer: FakePeer, desk: BoardDesk) => void = () => {},
  secret = PEER_SECRET,
): { readonly desk: BoardDesk; readonly peer: FakePeer } {
  const desk = new BoardDesk(boardConfig(), 17);
  const peer = new FakePeer(desk, { ...DEMAND, meterNumber: desk.meter.serial }, secret);
  desk.peer = peer;
  desk.link.more = { 'energy.version': 1, 'energy.url': PEER_URL };
  desk.meter.load = 1_000_000;
  desk.run(4_000);
  change(peer, desk);
  showLink(desk);
  return { desk, peer };
}

export function showLink(desk: BoardDesk): void {
  desk.deliver({
    kind: 'link-offered',
    link: { secret: LINK },
    tenant: TENANT,
    peer: { secret: PEER_SECRET },
  });
}

export const talkOf = (desk: BoardDesk) => viewOf(desk.state, desk.now, 0).talk;
