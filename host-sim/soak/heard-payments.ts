/** Payments as the boards of a life have them: each request is told to the judge as it leaves. */
import type { OutgoingRequest } from '../border';
import type { Payments } from '../payments';
import type { Place } from '../place';

export type Ears = {
  asked(board: number, request: OutgoingRequest): void;
  /** After `asked` of the request that carries it. */
  handedOver(place: Place, paymentRequest: string): void;
};

export function heardPayments(payments: Payments, canCancel: boolean, ears: Ears) {
  const node = { ...payments.node, canCancel };
  let handed: { readonly place: Place; readonly paymentRequest: string } | undefined;
  const heard: Payments = {
    ...payments,
    node,
    request(request, sink, board) {
      if (board !== undefined) ears.asked(board, request);
      if (handed !== undefined) ears.handedOver(handed.place, handed.paymentRequest);
      handed = undefined;
      return payments.request(request, sink, board);
    },
  };
  return {
    payments: heard,
    /** Called by a place just before the request itself. */
    handedOver(place: Place, paymentRequest: string): void {
      handed = { place, paymentRequest };
    },
  };
}
