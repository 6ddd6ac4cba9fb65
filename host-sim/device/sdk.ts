/**
 * What of the Moddable SDK is on this machine. Nothing of it is in this repository, and nothing
 * here fetches it: what is missing is said in one sentence, with the way to get it.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from '../../src/result';

export type Sdk = { readonly moddable: string; readonly environment: NodeJS.ProcessEnv };

const GET_IT = 'install it with: npx xs-dev setup';
const GET_IDF = 'install it with: npx xs-dev setup --device esp32';

/** The SDK with its tools, or one sentence on what to do. */
export function findSdk(environment: NodeJS.ProcessEnv): Result<Sdk, string> {
  const moddable = environment['MODDABLE'] ?? '';
  if (moddable === '') return fail(`MODDABLE does not name the Moddable SDK: ${GET_IT}.`);
  if (!existsSync(join(moddable, 'xs/includes/xs.h'))) {
    return fail(`There is no Moddable SDK in ${moddable} (MODDABLE): ${GET_IT}.`);
  }
  const tools = join(moddable, 'build/bin', hostPlatform(), 'release');
  const path = [join(process.cwd(), 'node_modules/.bin'), tools, environment['PATH'] ?? ''];
  const all = { ...environment, PATH: path.join(delimiter) };
  if (!isOnPath('mcconfig', all)) {
    return fail(`The SDK in ${moddable} has no tools (mcconfig is not in ${tools}): ${GET_IT}.`);
  }
  return ok({ moddable, environment: all });
}

export function checkIdf(environment: NodeJS.ProcessEnv): Result<string, string> {
  const idf = environment['IDF_PATH'] ?? '';
  if (idf === '') return fail(`IDF_PATH does not name ESP-IDF: ${GET_IDF}.`);
  return existsSync(join(idf, 'tools/idf.py'))
    ? ok(idf)
    : fail(`There is no ESP-IDF in ${idf} (IDF_PATH): ${GET_IDF}.`);
}

export function isOnPath(program: string, { PATH }: NodeJS.ProcessEnv): boolean {
  return (PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // not there, or not a program
    }
  });
}

const hostPlatform = (): string =>
  process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'win' : 'lin';

/** Its exit code, and all that it printed. `tell` hears it line by line. */
export function runTool(
  program: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, [...options], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (bytes: Buffer) => {
      output += bytes.toString('utf8');
      tell(bytes.toString('utf8'));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
