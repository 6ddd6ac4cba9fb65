/** How things fail: a fault is data and is returned; a bug is an assertion and is thrown. */

export type Result<Value, Fault> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault };

export const ok = <Value>(value: Value) => ({ ok: true, value }) as const;
export const fail = <Fault>(fault: Fault) => ({ ok: false, fault }) as const;

/** States what must be true if the program is correct. Stays on in production. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`);
}

/** Closes a switch over a union: a new member that nobody handled fails to compile. */
export function unreachable(value: never): never {
  throw new Error(`bug: unreachable ${JSON.stringify(value)}`);
}
