/** `npm run approver`: the buyer that the session in docs/protocol.md talks to, until Ctrl-C. */
import { EXAMPLE_PORT, exampleOptions } from './lightning/approver-example';
import { type ApproverServer, startApproverServer } from './lightning/approver-server';

const USAGE = `usage: npm run approver

The buyer of the session in docs/protocol.md, on 127.0.0.1:${EXAMPLE_PORT}: type its commands in
another terminal, and each answer is as it stands there. Its clock stands still, its money is none.
`;

const [first] = process.argv.slice(2);
if (first === undefined) await run();
else if (first === '--help' || first === '-h') process.stdout.write(USAGE);
else {
  process.stderr.write(USAGE);
  process.exitCode = 64;
}

async function run(): Promise<void> {
  const server = await start();
  if (server === undefined) return;
  process.stdout.write(`LINK=${server.link.secret}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.stop());
}

async function start(): Promise<ApproverServer | undefined> {
  try {
    return await startApproverServer(exampleOptions(EXAMPLE_PORT));
  } catch (error) {
    process.stderr.write(`Port ${EXAMPLE_PORT} cannot be used: ${(error as Error).message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
