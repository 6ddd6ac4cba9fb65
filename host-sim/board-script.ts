/** The board's script: `cell/entry.ts` and all it imports, as it is or sabotaged. */
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

function replacing(root: string, { pieces }: Sabotage): Plugin {
  return {
    name: 'sabotage',
    setup(plugins) {
      plugins.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const here = pieces.filter(({ file }) => relative(root, path) === file);
        if (here.length === 0) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const { file, find, put } of here) {
          const parts = contents.split(find);
          if (parts.length !== 2) throw new Error(`sabotage: ${file} no longer has: ${find}`);
          contents = parts.join(put);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
