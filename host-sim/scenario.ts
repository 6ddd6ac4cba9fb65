/** A scenario is data: boards, their loads, meters and buyers, and what is done to hurt them. */
import { readFileSync } from 'node:fs';
import type { ContactorFeedback } from '../src/ports';
import type { LoadPart } from './load';

export type ScenarioBoard = {
  readonly buyer: string;
  /** A tenant's sale stands for ever; another begins with each plug. */
  readonly standing: boolean;
  /** Who plugs in shows no link. */
  readonly guests?: boolean;
  readonly load: readonly LoadPart[];
  /** What tells the board what its contactor did. Absent: nothing. */
  readonly feedback?: ContactorFeedback;
  readonly meter: {
    readonly stepWattHours: number;
    readonly startKilowattHoursMax: number;
    /** One answer in so many is lost on the line. Absent: none. */
    readonly losesOneFrameIn?: number;
  };
  /** `config.json` without what only the desk knows: network, node, local hosts, tenants. */
  readonly config: { readonly board: { readonly id: string } } & Readonly<Record<string, unknown>>;
};

/** Something done to the world, and undone again. */
export type Hurt = {
  readonly afterSeconds: number;
  readonly forSeconds: number;
  readonly kind: HurtKind;
  readonly board?: string;
};
export type HurtKind =
  | 'unplug'
  | 'guest'
  | 'phone-pays'
  | 'card-tapped'
  | 'empty-wallet'
  | 'node-away'
  | 'power-cut'
  | 'meter-silent'
  | 'meter-stuck'
  | 'ok-and-never-pays'
  | 'error-and-pays';

export type Scenario = {
  readonly version: 1;
  readonly name: string;
  readonly startsAt: string;
  readonly boards: readonly ScenarioBoard[];
  readonly hurts?: readonly Hurt[];
};

export type ScenarioFault = { readonly file: string; readonly detail: string };

/** A name beside `street`, or a path to a file. Throws `Error` with what to do. */
export function readScenario(nameOrFile: string, folder: string): Scenario {
  const file = nameOrFile.endsWith('.json') ? nameOrFile : `${folder}/${nameOrFile}.json`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`no scenario ${nameOrFile}: give a name (street) or a path to a .json file`);
  }
  let parsed: Scenario;
  try {
    parsed = JSON.parse(text) as Scenario;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const problem = problemOf(parsed);
  if (problem !== undefined) throw new Error(`${file}: ${problem}`);
  return parsed;
}

/** What is wrong first, in words; the configuration inside is checked by the board itself. */
function problemOf(scenario: Scenario): string | undefined {
  if (typeof scenario !== 'object' || scenario === null) return 'an object is expected';
  if (scenario.version !== 1) return 'version must be 1';
  if (Number.isNaN(Date.parse(scenario.startsAt)))
    return 'startsAt must be a date, as in 2026-01-01T00:00:00Z';
  if (!Array.isArray(scenario.boards) || scenario.boards.length === 0) return 'boards is empty';
  for (const [index, board] of scenario.boards.entries()) {
    const at = `boards[${index}]`;
    if (typeof board.buyer !== 'string') return `${at}.buyer must be a name`;
    if (!Array.isArray(board.load)) return `${at}.load must be a list of parts`;
    if (![undefined, 'mirror', 'meter'].includes(board.feedback))
      return `${at}.feedback must be mirror or meter`;
    if (typeof board.config?.board?.id !== 'string') return `${at}.config.board.id must be a name`;
    if (typeof board.meter?.stepWattHours !== 'number')
      return `${at}.meter.stepWattHours is missing`;
  }
  return undefined;
}
