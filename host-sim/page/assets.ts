/** The page's three files, made at the start: HTML with the token, one style sheet, one script. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export type Asset = { readonly type: string; readonly body: string };

const CLIENT = 'host-sim/page/client';

/** By path. `token` and `street` are hex, so they need no escaping. */
export async function buildAssets(
  root: string,
  token: string,
  street: string,
): Promise<ReadonlyMap<string, Asset>> {
  const folder = join(root, CLIENT);
  const template = await readFile(join(folder, 'page.html'), 'utf8');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, 'page.ts'), join(folder, 'page.css')],
    outdir: 'page',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  const textOf = (end: string): string =>
    outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const html = template.replace('%TOKEN%', token).replace('%STREET%', street);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: html }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: textOf('.js') }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: textOf('.css') }],
  ]);
}
