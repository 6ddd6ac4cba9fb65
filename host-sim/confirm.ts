/** Real money needs a person's word: one line says from where to where, then `yes` or `--yes`. */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Shows `line` and waits for `yes` on standard input. Anything else, or its end, is a no. */
export async function confirmRealMoney(
  line: string,
  isConfirmed: boolean,
  tell: (line: string) => void,
): Promise<boolean> {
  tell(`REAL MONEY: ${line}`);
  if (isConfirmed) return true;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const isAnswered = asking
    .question('Type yes to go on: ')
    .then((answer) => answer.trim() === 'yes');
  const answer = await Promise.race([isAnswered, once(asking, 'close').then(() => false)]);
  asking.close();
  return answer;
}
