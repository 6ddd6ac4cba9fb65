/** `npm run bench`: measures the figures of the design and says which are met. */
import { writeFileSync } from 'node:fs';
import { HELP, parseArguments } from './bench/arguments';
import { runBench } from './bench/measurements';
import { benchJson, benchTable, machine } from './bench/print';
import { benchPulls } from './bench/pulls/command';
import { EXIT_USAGE } from './usage';

const ROOT = process.cwd();

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2));
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.line}\n`);
    return EXIT_USAGE;
  }
  const { only, isQuick, json } = parsed.arguments;
  const { rows, failures } = await runBench(only, { root: ROOT, isQuick });
  const { cpu, cores, node, platform } = machine();
  process.stdout.write(`${benchTable(rows)}\n\n`);
  process.stdout.write(`${cores} x ${cpu}, Node ${node}, ${platform}\n`);
  if (isQuick) process.stdout.write('Quick: too few samples to be quoted.\n');
  if (json !== undefined) {
    const text = JSON.stringify(benchJson(rows, new Date()), undefined, 2);
    writeFileSync(json, `${text}\n`);
  }
  for (const failure of failures) process.stderr.write(`could not measure ${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

const [first, ...others] = process.argv.slice(2);
process.exitCode = first === 'pulls' ? await benchPulls(others) : await main();
