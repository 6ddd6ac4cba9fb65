/** `npm run bench -- pulls`: when and how much to pull, the original's rule and ours. */
import { EXIT_USAGE } from '../../usage';
import { PULLS_HELP, parsePulls } from './arguments';
import { pullsJson, pullsTable } from './print';
import { startPullsProgress } from './progress';
import { replayPulls } from './replay';

/** Returns the exit code. */
export async function benchPulls(argv: readonly string[]): Promise<number> {
  const parsed = parsePulls(argv);
  if (parsed.kind === 'help') {
    process.stdout.write(PULLS_HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.line}\n`);
    return EXIT_USAGE;
  }
  const { cycles, seed, isJson } = parsed.arguments;
  const progress = startPullsProgress();
  const rows = await replayPulls({ cycles, seed, progress: progress.tell });
  progress.stop();
  const text = isJson
    ? JSON.stringify(pullsJson({ cycles, seed }, rows, new Date()), undefined, 2)
    : pullsTable({ cycles, seed }, rows);
  process.stdout.write(`${text}\n`);
  return 0;
}
