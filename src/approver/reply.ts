/** What goes back to who asked: LUD-03's words, and messages. */
import { CONTENT_TYPE } from '../protocol/frame';
import type { ApproverCommand } from './ports';
import type { ApproverState } from './state';

const JSON_TYPE = 'application/json';

/** Not before what was decided so far is in flash. */
export function say(
  state: ApproverState,
  id: string,
  value: object,
  commands: ApproverCommand[],
): void {
  const body = JSON.stringify(value);
  const after = state.book.sequence;
  commands.push({ kind: 'answer', id, status: 200, contentType: JSON_TYPE, body, after });
}

export function sayMessage(
  state: ApproverState,
  id: string,
  body: string,
  commands: ApproverCommand[],
): void {
  const after = state.book.sequence;
  commands.push({ kind: 'answer', id, status: 200, contentType: CONTENT_TYPE, body, after });
}

/** LUD-03 gives the status no meaning; a person with a browser reads it all the same. */
export function refuse(
  id: string,
  reason: string,
  commands: ApproverCommand[],
  status = 200,
  fields: object = {},
): void {
  const body = JSON.stringify({ status: 'ERROR', ...fields, reason });
  commands.push({ kind: 'answer', id, status, contentType: JSON_TYPE, body });
}
