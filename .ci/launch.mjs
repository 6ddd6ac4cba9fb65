// Runs one of our TypeScript programs: node .ci/launch.mjs ENTRY.ts [arguments].
// Installs the dependencies first when they are missing or older than the lock, bundles ENTRY into
// build/launch/ and imports it here, so that signals, exit code and terminal are the program's own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MAJOR_MIN = 20;
const LINES_SHOWN = 25;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const [entry, ...programArguments] = process.argv.slice(2);
if (!entry) stop('usage: node .ci/launch.mjs ENTRY.ts [arguments]', 64);
if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  stop(`This needs Node ${NODE_MAJOR_MIN} or newer; this is Node ${process.versions.node}.`, 1);
}
if (!existsSync(entry)) stop(`There is no ${entry} here.`, 64);
if (!isInstalled()) await install();
const program = await bundle(entry);
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], program, ...programArguments];
await import(pathToFileURL(program).href);

/** Every package of the lock is there in its version; optional ones may be absent. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted ?? {}).every(([path, { version, optional }]) => {
    if (path === '') return present !== undefined;
    return present?.[path] ? present[path].version === version : optional === true;
  });
}

function packagesOf(lock) {
  try {
    return JSON.parse(readFileSync(join(ROOT, lock), 'utf8')).packages;
  } catch {
    return undefined; // missing or cut short: as good as not installed
  }
}

async function install() {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const { isTTY } = process.stderr;
  const say = () =>
    process.stderr.write(
      `${isTTY ? '\r' : ''}Installing packages (once) ${seconds()} s${isTTY ? '' : '\n'}`,
    );
  say();
  const progress = setInterval(say, isTTY ? 1000 : 10_000);

  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((done) => {
    npm.on('error', (error) => {
      output += `${error.message}\n`;
      done(1);
    });
    npm.on('close', done);
  });
  clearInterval(progress);
  if (isTTY) process.stderr.write('\r\x1b[K');
  if (code === 0) return process.stderr.write(`Packages installed in ${seconds()} s.\n`);

  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => line.startsWith('npm error'));
  const shown = errors.length > 0 ? errors.slice(0, LINES_SHOWN) : lines.slice(-LINES_SHOWN);
  process.stderr.write(`${shown.join('\n')}\n\n`);
  stop(`npm could not install the packages: see above. ${remedy(output)}`, 1);
}

function remedy(output) {
  if (output.includes('EUSAGE')) {
    return 'package-lock.json does not fit package.json: run npm install and keep its new lock.';
  }
  if (output.includes('ENOSPC')) return 'The disk is full: make room, then run this again.';
  return 'Check the connection to the package registry, then run this again.';
}

async function bundle(path) {
  const { build, stop: stopEsbuild } = await import('esbuild');
  const file = join(
    ROOT,
    'build/launch',
    `${relative(ROOT, resolve(path))
      .replace(/\.ts$/, '')
      .replace(/[^\w-]+/g, '-')}.mjs`,
  );
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [resolve(path)],
    outfile: file,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    write: false,
  }).catch(() => process.exit(1)); // esbuild has printed why
  stopEsbuild();

  mkdirSync(dirname(file), { recursive: true });
  for (const output of result.outputFiles) {
    const unfinished = `${output.path}.${process.pid}`; // another run may read the file just now
    writeFileSync(unfinished, output.contents);
    renameSync(unfinished, output.path);
  }
  return file;
}

function stop(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
