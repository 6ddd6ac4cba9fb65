/** What a board keeps of its deposit beside the journal: when the node is asked next, and what. */
import type { DepositStage } from '../journal/records';

export type DepositWatch = {
  /** Not before this instant is the node asked. */
  askMono: number;
  /** It was told what was decided, and is looked up next. */
  wasTold: boolean;
  /** The stage of the last question: a new one is asked about at once. */
  stage: DepositStage | 'none';
  /** What was used was asked for so often. */
  finals: number;
};

export const noDepositWatch = (): DepositWatch => ({
  askMono: 0,
  wasTold: false,
  stage: 'none',
  finals: 0,
});
