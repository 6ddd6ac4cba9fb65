/** The board's script: `cell/entry.ts` and all it imports, as it is or with one sabotage. */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { SCRIPT_OPTIONS } from './engines/bundle';
import type { Sabotage } from './sabotage';

/** `root`: the repository. Throws when the piece to replace is not there exactly once. */
export async function boardScript(root: string, sabotage?: Sabotage): Promise<string> {
  const { outputFiles } = await build({
    ...SCRIPT_OPTIONS,
    entryPoints: [resolve(root, 'host-sim/cell/entry.ts')],
    plugins: sabotage === undefined ? [] : [replacing(root, sabotage)],
  });
  return outputFiles[0]?.text ?? '';
}

function replacing(root: string, { file, find, put }: Sabotage): Plugin {
  return {
    name: 'sabotage',
    setup(plugins) {
      plugins.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (relative(root, path) !== file) return undefined;
        const parts = readFileSync(path, 'utf8').split(find);
        if (parts.length !== 2) throw new Error(`sabotage: ${file} no longer has: ${find}`);
        return { contents: parts.join(put), loader: 'ts' };
      });
    },
  };
}
