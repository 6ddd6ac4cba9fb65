/** `npm run pull`: one real payment, as a board takes it. Options: `pull/arguments.ts`. */
import { confirmRealMoney } from './confirm';
import { HELP, type NewPull, parsePullArguments, type ResumedPull } from './pull/arguments';
import { shownCertificate } from './pull/certificate';
import { type OpenedPull, openNewPull, openResumedPull } from './pull/opened-pull';
import { hostOf, parseLink, readLinkText } from './pull/parts';
import { endText, reportJson, stageLine, type TimedStage } from './pull/report';
import { type Ending, runPull } from './pull/run-pull';
import { EXIT, judgePull, resumeLine, type Verdict } from './pull/verdict';
import type { Stage, Witness } from './pull/witness';
import { EXIT_USAGE } from './usage';

const note = (text: string) => void process.stderr.write(`${text}\n`);
const print = (text: string) => void process.stdout.write(`${text}\n`);

async function main(argv: readonly string[]): Promise<number> {
  const command = parsePullArguments(argv);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.kind === 'wrong') return misused(command.line);
  return command.kind === 'new' ? pullAnew(command) : pullAgain(command);
}

async function pullAnew(given: NewPull): Promise<number> {
  const text = await readLinkText(given.link);
  if (!text.ok) return misused(text.fault);
  const link = parseLink(text.value, given.localHosts);
  if (!link.ok) return misused(link.fault);
  const opened = openNewPull(given, link.value);
  if (!opened.ok) return misused(opened.fault);
  try {
    const tell = given.isJson ? note : print;
    const { id, sat, linkHost, network } = opened.value;
    const node = hostOf(given.nodeOrigin);
    const line = `${sat} sat of bitcoin from the link at ${linkHost} to ${node}.`;
    if (network === 'mainnet' && !(await confirmRealMoney(line, given.isConfirmed, tell))) {
      tell('Not confirmed. Nothing was asked, of the link or of the node.');
      return EXIT.refused;
    }
    tell(`Pull ${id}: ${sat} sat from ${linkHost} to ${node} (${network})`);
    return await finish(opened.value, given.isJson);
  } finally {
    opened.value.close();
  }
}

async function pullAgain(given: ResumedPull): Promise<number> {
  const opened = openResumedPull(given);
  if (!opened.ok) return misused(opened.fault);
  try {
    const { id, sat, linkHost, nodeOrigin, network } = opened.value;
    const tell = given.isJson ? note : print;
    tell(`Pull ${id}: ${sat} sat from ${linkHost} to ${hostOf(nodeOrigin)} (${network}), resumed`);
    return await finish(opened.value, given.isJson);
  } finally {
    opened.value.close();
  }
}

async function finish(pull: OpenedPull, isJson: boolean): Promise<number> {
  const startedMs = performance.now();
  const stages: TimedStage[] = [];
  const tell = (stage: Stage) => {
    if (stages.at(-1)?.text === stage.text) return; // still not paid
    const timed = { afterMs: Math.round(performance.now() - startedMs), ...stage };
    stages.push(timed);
    (isJson ? note : print)(stageLine(timed));
  };
  const interruption = listenForInterruption(pull);
  let result: { ending: Ending; seen: Witness };
  try {
    result = await runPull({ ...pull, tell, ...interruption });
  } catch (error) {
    return crashed(pull, error);
  } finally {
    pull.web.stop();
  }
  const verdict = await judge(pull, result.ending, result.seen);
  if (isJson) {
    const paymentHash = pull.paymentHash();
    const context = { ...pull, nodeHost: hostOf(pull.nodeOrigin), paymentHash };
    print(JSON.stringify(reportJson(context, verdict, stages)));
  }
  (isJson ? note : print)(endText(verdict));
  return EXIT[verdict.outcome];
}

async function judge(pull: OpenedPull, ending: Ending, seen: Witness): Promise<Verdict> {
  const { id, sat, network, linkHost, nodeKind, nodeOrigin, deadlineMs, pinSha256, ca, state } =
    pull;
  const isCertificate = seen.nodeFault === 'certificate-refused';
  const shown = isCertificate ? await shownCertificate(nodeOrigin, ca) : undefined;
  const invoiceFault = Object.keys(state.faults).find((name) => name.startsWith('invoice-'));
  return judgePull(ending, seen, {
    id,
    sat,
    network,
    nodeKind,
    linkHost,
    deadlineMs,
    pinSha256,
    shown,
    nodeHost: hostOf(nodeOrigin),
    linkFault: state.pulling.linkFault,
    invoiceFault: invoiceFault?.slice('invoice-'.length) ?? '',
  });
}

/** Ctrl-C ends waiting and asking; what was handed over stays handed over, and is said so. */
function listenForInterruption(pull: OpenedPull) {
  let isInterrupted = false;
  let wake: (() => void) | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isInterrupted = true;
      pull.web.stop();
      wake?.();
    });
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return { isInterrupted: () => isInterrupted, sleep };
}

/** A full disk, or a bug. Refused would say that no money can move. */
function crashed(pull: OpenedPull, error: unknown): number {
  const isHandedOver = (pull.state.book.pull?.expiresAtSec ?? 0) !== 0;
  note(`Stopped: ${error instanceof Error ? error.message : 'an unknown fault'}`);
  note(isHandedOver ? `Unknown what came of it: ${resumeLine(pull.id)}` : 'No money can move.');
  return isHandedOver ? EXIT.unknown : EXIT.refused;
}

function misused(line: string): number {
  note(line);
  return EXIT_USAGE;
}

process.exitCode = await main(process.argv.slice(2));
