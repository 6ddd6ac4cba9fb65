/** What becomes of a body on its way: cut short, or its numbers written otherwise. */

/** One byte, half of it, all but one; nothing at all. */
export const CUTS: readonly ((body: string) => string)[] = [
  () => '',
  (body) => body.slice(0, 1),
  (body) => body.slice(0, body.length / 2),
  (body) => body.slice(0, -1),
];

export const quoted = (body: string) =>
  JSON.stringify(JSON.parse(body), (_, value) =>
    typeof value === 'number' ? String(value) : value,
  );
export const unquoted = (body: string) =>
  JSON.stringify(JSON.parse(body), (_, value) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
  );
