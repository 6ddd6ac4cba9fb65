/**
 * The house rules that a machine can check, each a pure function of one file. What is not here is
 * advice. `style.test.ts` proves that every rule can fail; `npm run check` applies them.
 */
import { blank } from './style-blank';

export type Source = { readonly path: string; readonly text: string };
export type Finding = { readonly path: string; readonly line: number; readonly advice: string };

export type Rule = {
  readonly name: string;
  readonly applies: (path: string) => boolean;
  readonly find: (source: Source) => readonly Finding[];
};

const COLUMNS_MAX = 100;
const LINES_MAX = 250;

const isTypeScript = (path: string) => path.endsWith('.ts');
const isIn = (path: string, ...folders: readonly string[]) =>
  folders.some((folder) => path.startsWith(`${folder}/`));
const isCore = (path: string) =>
  isTypeScript(path) && isIn(path, 'src') && path !== 'src/main.ts' && !path.endsWith('.d.ts');

/** May print: the programs of the desk, and LDK's file, which silences LDK's own printing. */
const PRINTERS =
  /^host-sim\/(main|meter|pull|bench|picture|cli|cli\/[\w-]+|lightning\/ldk\/load)\.ts$/;
const CORE_PACKAGES = /^(@scure\/base|@noble\/hashes\/(sha2|utils)\.js)$/;
/** What drivers and the desk may take from the core: words, units, and pure decoding. */
const SHARED_CORE = /^src\/(ports|units|result|secret|log|config\/(fields|document))$/;

/** In the core: no I/O, no ambient time or chance, nothing that the XS of a board lacks. */
const BANNED_IN_CORE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\b/, 'the time that `step` is given'],
  [/\bMath\.random\b/, 'random bytes that arrive as an event'],
  [/\bMath\.(sin|cos|tan)\b/, 'a table made by integer arithmetic'],
  [/\btrace\(|\bconsole\b/, 'a `log` command'],
  [/\bset(Timeout|Interval|Immediate)\b/, 'a deadline in the state, checked at the next event'],
  [/\bBuffer\b|\bprocess\./, 'Uint8Array, or an argument'],
  [/\bIntl\b|\bTextDecoder\b|\bstructuredClone\b|\bfetch\(/, 'plain code: XS lacks it'],
  [/\bas any\b|: any\b|<any\b|\bany\[\]/, 'unknown, then narrow'],
];

export const RULES: readonly Rule[] = [
  {
    name: 'columns',
    applies: (path) => /\.(ts|mjs)$/.test(path) && !isIn(path, 'test/vectors'),
    find: (source) =>
      eachLine(source, source.text, (line) =>
        [...line].length > COLUMNS_MAX ? `over ${COLUMNS_MAX} columns: break the line` : undefined,
      ),
  },
  {
    name: 'length',
    applies: (path) => /\.(ts|mjs)$/.test(path) && !isIn(path, 'test/vectors'),
    find: ({ path, text }) => {
      const lines = text.split('\n').length - 1;
      if (lines <= LINES_MAX) return [];
      return [{ path, line: lines, advice: `${lines} lines, at most ${LINES_MAX}: split it` }];
    },
  },
  {
    name: 'core imports',
    applies: isCore,
    find: (source) =>
      eachImport(source, (name, target) => {
        const isAllowed = target ? isIn(target, 'src') : CORE_PACKAGES.test(name);
        return isAllowed ? undefined : `src/ may not import '${name}': use a port of src/ports.ts`;
      }),
  },
  {
    name: 'core words',
    applies: isCore,
    find: (source) =>
      eachLine(source, blank(source.text, false), (line) => {
        const banned = BANNED_IN_CORE.find(([pattern]) => pattern.test(line));
        return banned && `${banned[0].exec(line)?.[0].trim()}: use ${banned[1]}`;
      }),
  },
  {
    name: 'plain shapes',
    applies: (path) =>
      isTypeScript(path) && isIn(path, 'src', 'drivers') && !path.endsWith('.d.ts'),
    find: (source) =>
      eachLine(source, blank(source.text, false), (line) => {
        if (/\benum\s+\w/.test(line)) return 'enum: use a union of string literals';
        if (/\bclass\b[^{]*\bextends\b/.test(line.replaceAll(/<[^<>]*>/g, ''))) {
          return 'a class that extends: use a function or a field';
        }
        if (/^(export )?(let|var)\b/.test(line)) return 'mutable at module level: put it in state';
        return undefined;
      }),
  },
  {
    name: 'extensions',
    applies: isTypeScript,
    find: (source) =>
      eachImport(source, (name, target) =>
        target && /\.(js|ts|mjs)$/.test(name) ? `'${name}': leave the extension out` : undefined,
      ),
  },
  {
    name: 'driver imports',
    applies: (path) => isTypeScript(path) && isIn(path, 'drivers'),
    find: (source) =>
      eachImport(source, (name, target) => {
        const isOutside = name.startsWith('node:') || (target && !isIn(target, 'drivers'));
        const isAllowed = !isOutside || (target && SHARED_CORE.test(target));
        return isAllowed ? undefined : `drivers/ may not import '${name}'`;
      }),
  },
  {
    name: 'one knows LDK',
    applies: (path) =>
      isTypeScript(path) &&
      isIn(path, 'src', 'drivers', 'host-sim') &&
      !path.startsWith('host-sim/lightning/ldk'),
    find: (source) => knows(source, /['"]lightningdevkit/, 'host-sim/lightning/ldk'),
  },
  {
    name: 'one knows xsnap',
    applies: (path) =>
      isTypeScript(path) &&
      isIn(path, 'src', 'drivers', 'host-sim') &&
      path !== 'host-sim/engines/xs.ts',
    find: (source) => knows(source, /xsnap/, 'host-sim/engines/xs.ts'),
  },
  {
    name: 'printing',
    applies: (path) => isTypeScript(path) && isIn(path, 'host-sim') && !PRINTERS.test(path),
    find: (source) =>
      eachLine(source, blank(source.text, false), (line) =>
        /\bconsole\./.test(line) ? 'console: only the programs print, see PRINTERS' : undefined,
      ),
  },
  {
    name: 'file names',
    applies: isTypeScript,
    find: ({ path }) =>
      /(^|[/-])(utils?|helpers?|managers?|misc|common|data|info|handlers?)\.ts$/.test(path)
        ? [{ path, line: 1, advice: 'name the file after the one thing that it is' }]
        : [],
  },
  {
    name: 'no barrels',
    applies: (path) => /(^|\/)index\.ts$/.test(path),
    find: ({ path, text }) =>
      /^(\s|export\s[^;]*?\sfrom\s[^;]*;|import\s[^;]*;)*$/.test(blank(text, false))
        ? [{ path, line: 1, advice: 'only re-exports: import from the files themselves' }]
        : [],
  },
  {
    name: 'no test left out',
    applies: (path) => path.endsWith('.test.ts'),
    find: (source) =>
      eachLine(source, blank(source.text, false), (line) =>
        LEFT_OUT.test(line) ? 'every test runs: mend it or remove it' : undefined,
      ),
  },
  {
    name: 'no places',
    applies: (path) => /\.(ts|mjs|json|md|sh|html|css|yml)$|(^|\/)(run|NOTICE)$/.test(path),
    find: (source) =>
      eachLine(source, source.text, (line) => {
        if (REGISTRIES.test(line)) return 'the name of a package registry: leave it out';
        return MACHINE_PATH.test(line) ? 'a path of one machine: make it relative' : undefined;
      }),
  },
];

const LEFT_OUT = /^\s*\w+\.(skip|only)\(/;
/** Put together here, so that this file holds none of the names it looks for. */
const REGISTRIES = new RegExp(
  [
    ['registry', 'npmjs'],
    ['registry', 'yarnpkg'],
    ['npmmirror', 'com'],
    ['files', 'pythonhosted'],
    ['crates', 'io'],
    ['deb', 'debian', 'org'],
  ]
    .map((labels) => `\\b${labels.join('\\.')}\\b`)
    .join('|'),
);
const MACHINE_PATH = /(?<![\w.$)}])\/(home|root|Users|work)\/\w|\b[A-Z]:\\Users\\/;

/** All that the rules have to say of one file. */
export const inspect = (source: Source): readonly (Finding & { readonly rule: string })[] =>
  RULES.filter((rule) => rule.applies(source.path)).flatMap((rule) =>
    rule.find(source).map((finding) => ({ ...finding, rule: rule.name })),
  );

function eachLine(
  { path }: Source,
  text: string,
  judge: (line: string) => string | undefined,
): readonly Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const advice = judge(line);
    return advice ? [{ path, line: index + 1, advice }] : [];
  });
}

/** `target`: the imported file from the root of the repository, undefined for a package. */
function eachImport(
  { path, text }: Source,
  judge: (name: string, target: string | undefined) => string | undefined,
): readonly Finding[] {
  return importsOf(text).flatMap(({ name, line }) => {
    const advice = judge(name, name.startsWith('.') ? resolveFrom(path, name) : undefined);
    return advice ? [{ path, line, advice }] : [];
  });
}

/** Static imports, re-exports and `import('...')`, types included. */
export function importsOf(text: string): readonly { name: string; line: number }[] {
  const code = blank(text, true);
  const pattern =
    /(?:^|\n|;)\s*(?:import|export)\b[^'";]*?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g;
  return [...code.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    if (match[1] !== undefined && !/\bfrom\s*['"]|import\s*['"]/.test(match[0])) return [];
    const end = (match.index ?? 0) + match[0].length;
    return [{ name, line: code.slice(0, end).split('\n').length }];
  });
}

/** `./x` or `../x` as seen from the folder of `path`. */
export function resolveFrom(path: string, name: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const knows = (source: Source, word: RegExp, owner: string): readonly Finding[] =>
  eachLine(source, blank(source.text, true), (line) =>
    word.test(line) ? `only ${owner} knows this package` : undefined,
  );
