/** What the picker of `pick.ts` remembers between two bytes of a body. */
import type { Picked } from '../ports';
import type { Paths } from './paths';
import type { Scalar } from './scalar';

/** `too-long`: over a limit of ours, in bytes or in depth. A picked name twice is `not-json`. */
export type PickFault = 'not-json' | 'too-long';

/** A value found in an element of a list: by the name that asked for it, and which element. */
export type Listed = (name: string, index: number, value: Picked) => void;

export type Picker = {
  readonly bodyBytesMax: number;
  readonly listed: Listed | undefined;
  readonly fields: Record<string, Picked>;
  readonly frames: Frame[];
  readonly paths: Paths;
  readonly scalar: Scalar;
  state: State;
  bodyBytes: number;
  keptBytes: number;
  /** The name of the value now being read, when somebody asked for it. */
  asked: string | undefined;
  literal: string;
  literalAt: number;
  fault: PickFault | undefined;
};

type Frame = { readonly isArray: boolean; readonly matching: number; index: number };
type State =
  | 'value'
  | 'first-element'
  | 'first-key'
  | 'key'
  | 'key-text'
  | 'colon'
  | 'string'
  | 'number'
  | 'literal'
  | 'after'
  | 'done';
