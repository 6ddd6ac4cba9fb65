/**
 * The runtime for 32 bits on a machine of 64: as on the device, a slot has 16 bytes then. The
 * compiler makes it with the libraries of Debian's i386 beside its own.
 */
import { fail, ok, type Result } from '../../src/result';
import { isOnPath, runTool, type Sdk } from './sdk';

/** Where Debian has what pkg-config reads of that architecture. */
const LIBRARIES = '/usr/lib/i386-linux-gnu/pkgconfig:/usr/share/pkgconfig';
const GET_IT =
  'gcc-multilib, libglib2.0-dev:i386 and libmbedtls-dev:i386 with apt, after ' +
  'dpkg --add-architecture i386';
const HEADERS = ['gio/gio.h', 'mbedtls/ssl.h'].flatMap((name) => ['-include', name]);
const TLS = ['-lmbedtls', '-lmbedx509', '-lmbedcrypto'];

/** The SDK whose makefiles compile for 32 bits, or one sentence on what is missing. */
export async function narrow(sdk: Sdk): Promise<Result<Sdk, string>> {
  const { PKG_CONFIG_LIBDIR = LIBRARIES } = sdk.environment;
  const environment = { ...sdk.environment, CC: 'gcc -m32', PKG_CONFIG_LIBDIR };
  const missing = fail(`The compiler cannot make programs of 32 bits: install ${GET_IT}.`);
  if (!['gcc', 'pkg-config'].every((tool) => isOnPath(tool, environment))) return missing;
  const run = (program: string, options: readonly string[]) =>
    runTool(program, options, environment, () => {});
  const glib = await run('pkg-config', ['--cflags', '--libs', 'gio-2.0']);
  const flags = glib.output.trim().split(/\s+/);
  const nothing = ['-m32', '-shared', '-x', 'c', '/dev/null', '-o', '/dev/null'];
  const tried = await run('gcc', [...HEADERS, ...nothing, ...flags, ...TLS]);
  return glib.code === 0 && tried.code === 0 ? ok({ ...sdk, environment }) : missing;
}
