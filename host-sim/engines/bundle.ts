/** Turns the entry of a cell and all it imports into one script for either engine. */
import { type BuildOptions, build } from 'esbuild';

/** One classic script, ES2022, with every package inside: nothing is left to import. */
export const SCRIPT_OPTIONS = {
  bundle: true,
  format: 'iife',
  target: 'es2022',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** `entry`: path of the module that sets `globalThis.turn`. Throws what esbuild has to say. */
export async function bundleCell(entry: string): Promise<string> {
  const { outputFiles } = await build({ ...SCRIPT_OPTIONS, entryPoints: [entry] });
  const [script] = outputFiles;
  if (!script) throw new Error(`esbuild wrote nothing for ${entry}`);
  return script.text;
}
