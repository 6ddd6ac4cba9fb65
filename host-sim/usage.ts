/** What every command does with words it does not understand: one helpful line, and exit 64. */

/** `EX_USAGE` of sysexits.h. */
export const EXIT_USAGE = 64;

/** What `parseArgs` of Node threw, as one sentence. `example`: an option with its value. */
export function complaintOf(error: unknown, example: string): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
    return `There is a value that belongs to no option: each follows its own, as in ${example}.`;
  }
  return `${message?.split('.')[0] ?? 'These options cannot be read'}.`;
}
