/**
 * Blanks comments, and on request the text of strings, so that a rule looks at code only. Every
 * other character keeps its place, so line and column stay true.
 */

type Frame = 'code' | 'template';

/** `keepStrings`: for rules about imports, whose names stand in strings. */
export function blank(text: string, keepStrings: boolean): string {
  const out = text.split('');
  const frames: Frame[] = ['code'];
  const depths: number[] = [0];
  const wipe = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };

  for (let at = 0; at < text.length; ) {
    const end = frames.at(-1) === 'template' ? template(at) : code(at);
    at = Math.max(end, at + 1);
  }
  return out.join('');

  function template(at: number): number {
    if (text[at] === '`') {
      leave();
      return at + 1;
    }
    if (text.startsWith('${', at)) {
      enter('code');
      return at + 2;
    }
    const end = text[at] === '\\' ? at + 2 : at + 1;
    if (!keepStrings) wipe(at, Math.min(end, text.length));
    return end;
  }

  function code(at: number): number {
    const char = text[at] ?? '';
    if (text.startsWith('//', at)) return wiped(at, after('\n', at), true);
    if (text.startsWith('/*', at)) return wiped(at, after('*/', at + 2), true);
    if (char === "'" || char === '"') return wiped(at + 1, quoted(at, char), !keepStrings);
    if (char === '/' && isRegexPosition(out, at)) return wiped(at + 1, pattern(at), !keepStrings);
    if (char === '`') enter('template');
    if (char === '{') depths.push((depths.pop() ?? 0) + 1);
    if (char === '}') {
      const depth = depths.pop() ?? 0;
      depths.push(depth - 1);
      if (depth === 0 && frames.length > 1) leave();
    }
    return at + 1;
  }

  function enter(frame: Frame): void {
    frames.push(frame);
    depths.push(0);
  }

  function leave(): void {
    frames.pop();
    depths.pop();
  }

  function wiped(from: number, to: number, really: boolean): number {
    if (really) wipe(from, to);
    return Math.max(to, from);
  }

  function after(mark: string, from: number): number {
    const found = text.indexOf(mark, from);
    return found < 0 ? text.length : found + mark.length;
  }

  /** Behind the closing quote, or behind the end of the line. */
  function quoted(from: number, quote: string): number {
    let at = from + 1;
    while (at < text.length && text[at] !== quote && text[at] !== '\n') {
      at += text[at] === '\\' ? 2 : 1;
    }
    return at + 1;
  }

  function pattern(from: number): number {
    let isInClass = false;
    for (let at = from + 1; at < text.length; at++) {
      const char = text[at];
      if (char === '\\') at += 1;
      else if (char === '[') isInClass = true;
      else if (char === ']') isInClass = false;
      else if (char === '\n') return at;
      else if (char === '/' && !isInClass) return at + 1;
    }
    return text.length;
  }
}

/** A slash opens a pattern where no value can have ended. */
function isRegexPosition(before: readonly string[], at: number): boolean {
  let last = at - 1;
  while (last >= 0 && /\s/.test(before[last] ?? '')) last -= 1;
  const tail = before.slice(Math.max(0, last - 6), last + 1).join('');
  return last < 0 || /[=(,:;[!&|?{}>+]$|\breturn$/.test(tail);
}
