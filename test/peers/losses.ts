/** What is lost or held up between a board and its peers: by step of the pull, so many times. */
import type { PullStep } from '../../src/payment/pulling';

export type Step = Extract<PullStep, 'ask-link' | 'create' | 'hand-over' | 'look-up' | 'cancel'>;

/**
 * Of one exchange: the request never arrives, or it does its work and the answer is lost. `held`:
 * the request arrives when the cancel has been asked for, and the cancel arrives after it.
 */
export type Part = 'request' | 'answer' | 'held';

export type Loss = { readonly step: Step; readonly part: Part; readonly times: number };

export type Losses = {
  /** Replaces what was planned before. */
  plan(losses: readonly Loss[]): void;
  /** What becomes of this exchange. Counts it. */
  judge(step: Step): Part | undefined;
  /** Resolves when the request may go on to the server. */
  turn(step: Step, part: Part | undefined): Promise<void>;
  /** The server has answered. */
  answered(step: Step): void;
  /** The planned losses of which none has happened. */
  unseen(): readonly Loss[];
};

export function createLosses(): Losses {
  let planned: { loss: Loss; happened: number }[] = [];
  let cancelAsked = flag();
  let heldAnswered: Flag | undefined;
  return {
    plan: (losses) => {
      planned = losses.map((loss) => ({ loss, happened: 0 }));
      cancelAsked = flag();
      heldAnswered = undefined;
    },
    judge: (step) => {
      const next = planned.find(({ loss, happened }) => {
        return loss.step === step && happened < loss.times;
      });
      if (next === undefined) return undefined;
      next.happened += 1;
      return next.loss.part;
    },
    turn: async (step, part) => {
      if (part === 'held') {
        heldAnswered = flag();
        await cancelAsked.isUp;
      }
      if (step !== 'cancel') return;
      cancelAsked.raise();
      await heldAnswered?.isUp;
    },
    answered: (step) => {
      if (step === 'hand-over') heldAnswered?.raise();
    },
    unseen: () => planned.flatMap(({ loss, happened }) => (happened === 0 ? [loss] : [])),
  };
}

type Flag = { readonly isUp: Promise<void>; raise(): void };

function flag(): Flag {
  let raise = () => {};
  const isUp = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { isUp, raise };
}
