/**
 * `npm run test:contract [-- --json FILE]`: every kind of node that there is through every case of
 * the contract, as a table. Exit 1 when one fails; `npm test` holds the same.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { complaintOf, EXIT_USAGE } from '../host-sim/usage';
import { contractRows, tableText } from './contract/node-table';

const HELP = `npm run test:contract -- [--json FILE]

  Puts each kind of node through the cases of test/contract/nodes.ts, against its face on the desk,
  and of test/contract/payouts.ts, on the answers of test/vectors/payout, and prints a table: pass,
  not applicable with the reason, or FAIL. Takes a second; exit 1 when one fails.

  --json FILE   the same as {schema, rows: [{kind, case, result, reason?, message?}]}
  --help
`;
const OPTIONS = { json: { type: 'string' }, help: { type: 'boolean' } } as const;

function main(): number {
  let values: { readonly json?: string; readonly help?: boolean };
  try {
    ({ values } = parseArgs({ options: OPTIONS }));
  } catch (error) {
    print(`${complaintOf(error, '--json contract.json')} See npm run test:contract -- --help.\n`);
    return EXIT_USAGE;
  }
  if (values.help === true) {
    print(HELP);
    return 0;
  }
  const rows = contractRows();
  print(tableText(rows));
  const report = { schema: 1, rows };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report)}\n`);
  return rows.some(({ result }) => result === 'fail') ? 1 : 0;
}

const print = (text: string) => void process.stdout.write(text);

process.exitCode = main();
