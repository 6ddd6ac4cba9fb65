/** Colours that survive a pipe: there are none in one, unless FORCE_COLOR asks for them. */

const IS_COLOURED =
  process.env['NO_COLOR'] === undefined &&
  (process.env['FORCE_COLOR'] !== undefined || process.stdout.isTTY === true);

const paint = (code: number) => (text: string) =>
  IS_COLOURED ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const blue = paint(34);
