/** The session of a page: its `console` blocks, typed into one shell, and what was answered. */
import { spawn } from 'node:child_process';

export type Typed = { readonly command: string; readonly answer: string };

const BLOCK = /^```console\n(.*?)^```$/gms;
const END = '~~~ end of an answer ~~~';

/** `$ ` begins a command, `> ` goes on with it; the rest is its answer. */
export function sessionOf(page: string): readonly Typed[] {
  const typed: { command: string; answer: string[] }[] = [];
  for (const [, block = ''] of page.matchAll(BLOCK)) {
    for (const line of block.trimEnd().split('\n')) {
      const last = typed.at(-1);
      if (line.startsWith('$ ')) typed.push({ command: line.slice(2), answer: [] });
      else if (line.startsWith('> ') && last) last.command += `\n${line.slice(2)}`;
      else last?.answer.push(line);
    }
  }
  return typed.map(({ command, answer }) => ({ command, answer: answer.join('\n') }));
}

/** What each command says, in one shell, so that what one sets the next ones know. */
export async function typeAll(commands: readonly string[]): Promise<readonly string[]> {
  const script = commands.map((command) => `${command}\nprintf '\\n%s\\n' '${END}'\n`).join('');
  const shell = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const part of shell.stdout) said += String(part);
  const answers = said.split(`\n${END}\n`);
  if (answers.length !== commands.length + 1) throw new Error(`the shell ended early: ${said}`);
  return answers.slice(0, -1).map((answer) => answer.trim());
}
