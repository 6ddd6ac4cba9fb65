/// <reference lib="dom" />
/** A button that does something to the street, and then offers the opposite. */
import type { Control } from '../snapshot';
import { element, icon, meta, setAttribute, setIcon, setText } from './elements';

export type ControlButton = { readonly root: HTMLElement; show(control: Control): void };

const ICONS = {
  unplug: 'M5 1v4M11 1v4M3 5h10v3a5 5 0 0 1-4 4.9V15H7v-2.100A5 5 0 0 1 3 8z',
  'empty-wallet': 'M2 4h11v2h1v7H2zM14 8h-4v3h4',
  'power-cut': 'M8 1v6M4.500 3.500a5.500 5.500 0 1 0 7 0',
  guest: 'M8 2a2.500 2.500 0 1 0 .01 0M3 14v-1a5 5 0 0 1 10 0v1',
  'phone-pays': 'M5 1h6v14H5zM7.500 12.500h1',
  'card-tapped': 'M1.500 4h9v8h-9zM1.500 7h9M12.500 5a4 4 0 0 1 0 6M14.500 3.500a7 7 0 0 1 0 9',
  'node-away': 'M8 2a2 2 0 1 0 .01 0M3 11a2 2 0 1 0 .01 0M13 11a2 2 0 1 0 .01 0M7 6l-3 5M9 6l3 5',
} as const;
/** An arrow back: the button undoes what was done. */
const UNDO = 'M6 3 2.500 6.500 6 10M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6';

/** `board` is undefined for what concerns all of them; `say` is told when it failed. */
export function controlButton(
  first: Control,
  board: string | undefined,
  say: (text: string) => void,
): ControlButton {
  let control = first;
  let isPending = false;
  const drawn = icon(ICONS[first.kind]);
  const label = element('span');
  const root = element('button', { type: 'button', class: 'control' }, drawn, label);
  root.dataset['kind'] = first.kind;

  async function press(): Promise<void> {
    if (isPending || root.getAttribute('aria-disabled') === 'true') return;
    isPending = true;
    setAttribute(root, 'aria-busy', 'true');
    const failed = await send(control, board);
    isPending = false;
    setAttribute(root, 'aria-busy', 'false');
    if (failed !== undefined) say(`"${control.label}" was not done: ${failed}`);
  }
  root.addEventListener('click', () => void press());

  function show(next: Control): void {
    control = next;
    const { kind, isHurt, note } = next;
    setText(label, next.label);
    setIcon(drawn, isHurt ? UNDO : ICONS[kind]);
    setAttribute(root, 'data-hurt', String(isHurt));
    setAttribute(root, 'aria-disabled', String(note !== ''));
    setAttribute(root, 'title', note);
  }
  show(first);
  return { root, show };
}

/** Undefined when it was done. */
async function send(control: Control, board: string | undefined): Promise<string | undefined> {
  try {
    const reply = await fetch('/control', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-page-token': meta('page-token') },
      body: JSON.stringify({ kind: control.kind, isHurt: !control.isHurt, board }),
    });
    return reply.ok ? undefined : `${reply.status}, ${(await reply.text()).trim()}.`;
  } catch {
    return 'the street does not answer.';
  }
}
