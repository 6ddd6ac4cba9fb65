/**
 * A copy of the tree to break: the board's script is bundled from it and the unit tests run in it,
 * while the soak's own code stays the original's. One mutant at a time.
 */
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { transform } from 'esbuild';
import { fail, ok, type Result } from '../../src/result';
import { boardScript } from '../board-script';
import { applyHunks, type FilePatch } from './patch';

export type TreeCopy = {
  readonly root: string;
  /** The board's script with `files` patched, or why there is none. Reverts what was before. */
  broken(files: readonly FilePatch[]): Promise<Result<string, string>>;
  /** As it is. */
  sound(): Promise<string>;
  remove(): void;
};

const LEFT_OUT = ['node_modules', 'build', '.git', 'soak-failures'];
const LINES_SHOWN = 3;

export function copyTree(from: string): TreeCopy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mutants-')));
  const isWanted = (path: string) => !LEFT_OUT.includes(relative(from, path));
  cpSync(from, root, { recursive: true, filter: isWanted });
  symlinkSync(realpathSync(join(from, 'node_modules')), join(root, 'node_modules'));

  const originals = new Map<string, string>();
  let script: string | undefined;

  function revert(): void {
    for (const [path, text] of originals) writeFileSync(join(root, path), text);
    originals.clear();
  }

  function apply(files: readonly FilePatch[]): string | undefined {
    for (const { path, hunks } of files) {
      const text = readText(join(root, path));
      if (text === undefined) return `${path}: there is no such file`;
      const patched = applyHunks(text, hunks);
      if (!patched.ok) return `${path}: ${patched.fault}`;
      if (!originals.has(path)) originals.set(path, text);
      writeFileSync(join(root, path), patched.value);
    }
    return undefined;
  }

  /** Also of a part that the script does not have yet; comments are no code. */
  async function isCodeChanged(): Promise<boolean> {
    for (const [path, text] of originals) {
      if ((await codeOf(text)) !== (await codeOf(readText(join(root, path)) ?? ''))) return true;
    }
    return false;
  }

  async function sound(): Promise<string> {
    revert();
    script ??= await boardScript(root);
    return script;
  }

  return {
    root,
    sound,
    async broken(files) {
      const before = await sound();
      const complaint = apply(files) ?? (await typesOf(root));
      if (complaint !== undefined) return fail(complaint);
      const text = await boardScript(root);
      if (text !== before || (await isCodeChanged())) return ok(text);
      return fail('it changes nothing of what runs on a board');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const codeOf = async (text: string): Promise<string> =>
  (await transform(text, { loader: 'ts', minify: true })).code;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // no such file
  }
}

/** The compiler on what runs on a board; undefined when it has nothing to say. */
function typesOf(root: string): Promise<string | undefined> {
  const file = createRequire(join(root, 'package.json')).resolve('typescript/package.json');
  const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { bin: { tsc: string } };
  const words = [join(dirname(file), bin.tsc), '-p', '.ci/tsconfig.core.json', '--pretty', 'false'];
  return new Promise((done) => {
    execFile(process.execPath, words, { cwd: root }, (error, stdout) => {
      const lines = stdout.trim().split('\n').slice(0, LINES_SHOWN).join('; ');
      done(error === null ? undefined : `it does not compile: ${lines || error.message}`);
    });
  });
}
