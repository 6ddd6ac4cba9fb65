/** A body as the hands would hand it to the board: picked fields, or undefined if not JSON. */
import { utf8 } from '@scure/base';
import { createPicker, feed, finish, type PickedFields } from '../../src/web/pick';

export function picked(body: string, names: readonly string[]): PickedFields | undefined {
  const picker = createPicker(names, { bodyBytesMax: 65_536 });
  feed(picker, utf8.decode(body));
  const end = finish(picker);
  return end.ok ? end.value.fields : undefined;
}
