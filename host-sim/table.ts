/** What `npm start` shows in a terminal or a pipe: a line each so often, and a table at the end. */
import type { Arguments } from './arguments';
import { blue, bold, dim, green, red, yellow } from './colours';
import type { Report } from './report';
import type { Run } from './run';

/** How often a paced run tells how it stands, in ms of the wall clock. */
const LIVE_EVERY_MS = 5_000;

export function createTable(options: Arguments, engine: string) {
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const desk = options.lightning === 'ldk' ? 'real Lightning (LDK)' : 'ledger';
  const lightning = options.real?.payments === undefined ? desk : 'a real node and a real link';
  const speed = options.speed === 'max' ? 'as fast as it goes' : `${options.speed} x real time`;
  let timer: NodeJS.Timeout | undefined;
  let startedMs = 0;

  function status(run: Run): void {
    const simulatedMs = run.queue.now;
    const parts = run.world.places.map((place) => {
      const isOn = place.contactor.isClosed;
      const sat = Math.floor(place.settledMilliSat / 1_000);
      const kilowattHours = (place.book.deliveredMilliWattHours(simulatedMs) / 1e6).toFixed(2);
      return `${place.id} ${isOn ? green('on ') : yellow('off')} ${kilowattHours} kWh ${sat} sat`;
    });
    const left = leftOf(options, simulatedMs, performance.now() - startedMs);
    write(`${dim(clockOf(simulatedMs))}  ${parts.join('   ')}${left}`);
  }

  return {
    begin(run: Run): void {
      startedMs = performance.now();
      write(
        `${bold('Energy for sats')}: engine ${engine}, ${lightning}, ${speed}, ` +
          `seed ${options.seed}`,
      );
      timer = setInterval(() => status(run), LIVE_EVERY_MS);
    },
    /** Events of the boards, in the words of their logs. Unpaced only what went wrong. */
    line(board: string, at: number, line: string): void {
      if (options.speed === 'max' && !line.startsWith('refused') && !line.startsWith('crashed'))
        return;
      const text = line.startsWith('fault') || line.startsWith('refused') ? red(line) : line;
      write(`${dim(clockOf(at))}  ${blue(board.padEnd(8))} ${text}`);
    },
    end(result: Report): void {
      clearInterval(timer);
      write('');
      write(
        bold(row(['board', 'delivered', 'charged', 'paid', 'pulls', 'p50 / p99', 'beyond credit'])),
      );
      for (const [index, board] of result.boards.entries()) {
        const delivered = result.world.boards[index]?.deliveredMilliWattHours ?? 0;
        let [charged, paid] = [0, 0];
        for (const account of board.accounts) {
          charged += account.chargedMilliSat;
          paid += account.paidMilliSat + account.lateMilliSat;
        }
        const { p50, p99 } = board.pullLatencyMs;
        write(
          row([
            board.id,
            `${(delivered / 1e6).toFixed(3)} kWh`,
            `${(charged / 1e3).toFixed(0)} sat`,
            `${(paid / 1e3).toFixed(0)} sat`,
            `${board.pulls.settled}`,
            p50 === null || p99 === null ? '-' : `${p50 / 1e3} / ${p99 / 1e3} s`,
            `${board.beyondCreditMilliWattHours} mWh`,
          ]),
        );
      }
      const received = result.world.ownerReceivedMilliSat;
      if (received !== null) write(`The owner's node received ${(received / 1e3).toFixed(0)} sat.`);
      write(`${result.simulatedSeconds} s simulated in ${result.wallSeconds} s.`);
      if (result.violations.length === 0) write(green('All checkers content.'));
      for (const { checker, board, at, detail } of result.violations) {
        write(red(`violation: ${checker} at ${board}, ${clockOf(at)}: ${detail}`));
      }
    },
  };
}

const WIDTHS = [10, 15, 12, 12, 8, 16, 14];
const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 10)).join(' ');

function leftOf(options: Arguments, simulatedMs: number, elapsedMs: number): string {
  if (options.forMs === undefined || simulatedMs === 0) return '';
  const leftMs = (elapsedMs * (options.forMs - simulatedMs)) / simulatedMs;
  return dim(`   ${Math.max(0, Math.round(leftMs / 1_000))} s left`);
}

/** Days, hours, minutes and seconds of simulated time. */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = `${two((seconds / 3_600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days === 0 ? clock : `${days}d ${clock}`;
}
