/**
 * Stands in for `uvu` when a core test runs inside XS: the same `suite`, but the host asks for one
 * test at a time through `turn` instead of a timer starting them all. `uvu/assert` is the real one.
 */

type Test = { readonly name: string; readonly run: (context: object) => unknown };

export type Ask =
  | { readonly ask: 'count' }
  | { readonly ask: 'run' | 'outcome'; readonly index: number };
/** `failure`: null when the test passed, absent while it has not ended. */
export type Told = { count?: number; name?: string; failure?: string | null };

const tests: Test[] = [];
const failures: (string | null)[] = [];

export function suite(area = '') {
  const own: Test[] = [];
  const add = (name: string, run: Test['run']) => void own.push({ name: `${area}: ${name}`, run });
  return Object.assign(add, { run: () => void tests.push(...own.splice(0)) });
}

export const test = suite();

export function turn(question: Ask): Told {
  if (question.ask === 'count') return { count: tests.length };
  const { index } = question;
  if (question.ask === 'run') void start(index);
  const failure = failures[index];
  return { name: tests[index]?.name ?? '', ...(failure !== undefined && { failure }) };
}

async function start(index: number): Promise<void> {
  try {
    await tests[index]?.run({});
    failures[index] = null;
  } catch (error) {
    failures[index] = describe(error);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = 'details' in error && error.details ? `\n${error.details}` : '';
  return `${error.message}${details}\n${error.stack ?? ''}`;
}
