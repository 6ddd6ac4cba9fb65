/**
 * The board's configuration: one versioned JSON document, parsed once into a complete type. It
 * holds no secret, only their names, so it may be shown and sent to a thousand boards.
 */
import { fail, ok, type Result } from '../result';
import {
  type DurationMs,
  durationMs,
  type MilliAmps,
  type MilliVolts,
  type MilliWattHours,
  type MilliWatts,
  milliAmps,
  milliVolts,
  milliWattHours,
  milliWatts,
} from '../units';
import { readDocument } from './document';
import {
  type ConfigError,
  child,
  choice,
  consistsOf,
  type Fields,
  flag,
  isLabel,
  isPrintableName,
  LABEL_EXPECTED,
  list,
  NAME_EXPECTED,
  namesOfSecrets,
  openObject,
  refuse,
  report,
  secretName,
  text,
  whole,
} from './fields';
import {
  holdsPayments,
  NODE_FIELDS,
  type NodeConfig,
  readLocalHosts,
  readNode,
} from './node-config';
import { type PeerConfig, readPeer } from './peer-config';
import { readTerms, TERMS_FIELDS, type TermsConfig } from './terms-config';

export const BOARD_CONFIG_VERSION = 1;

export type BoardConfig = {
  readonly version: typeof BOARD_CONFIG_VERSION;
  readonly board: { readonly id: string; readonly name: string };
  readonly network: Network;
  readonly meter: MeterConfig;
  readonly supply: SupplyConfig;
  readonly node: NodeConfig;
  /** Hosts (or `host:port`) of the local network that the owner allows to be reached. */
  readonly localHosts: readonly string[];
  readonly terms: TermsConfig;
  /** Standing sales: whose withdraw links are the secrets of those names. */
  readonly tenants: readonly TenantConfig[];
  /** Shown to people beside the sat; decides nothing. */
  readonly currency?: { readonly code: string; readonly perBitcoin: number };
};
export type Network = 'mainnet' | 'testnet' | 'signet' | 'regtest';
export type MeterConfig = {
  /** A row of the drivers' table, such as `sdm120`; or `pulses`. */
  readonly type: string;
  readonly address: number;
  /** Mounted with its load side to the grid: import and export are exchanged. */
  readonly upsideDown: boolean;
  readonly intervalMs: DurationMs;
  /** By how much this meter's registers grow at a time, where it is not as its row says. */
  readonly registerStep?: MilliWattHours;
};
export type SupplyConfig = {
  readonly breaker: MilliAmps;
  readonly phases: 1 | 3;
  /** Phase to neutral. */
  readonly nominal: MilliVolts;
  /** An EV that can be told to stop drawing before the contactor opens. */
  readonly pilot: boolean;
  readonly minimumOffMs: DurationMs;
  /** 0 without a pilot. */
  readonly windDownMs: DurationMs;
};
/** `links`: names of secrets, in the order in which they are asked. At least one. */
export type TenantConfig = {
  readonly name: string;
  readonly links: readonly string[];
  /** The tenant's own board, with which terms are agreed on. */
  readonly board?: PeerConfig;
};

const NETWORKS: readonly Network[] = Object.freeze(['mainnet', 'testnet', 'signet', 'regtest']);
const TENANTS_MAX = 64;
/** A sale keeps four. */
const MORE_LINKS_MAX = 3;
const METER_FIELDS: readonly string[] = Object.freeze([
  'type',
  'address',
  'upsideDown',
  'intervalMs',
  'registerStepMilliWattHours',
]);
const TENANT_FIELDS: readonly string[] = Object.freeze(['name', 'link', 'moreLinks', 'board']);
const WIND_DOWN_MS_MAX = 6_000;
const HOUR_MS = 3_600_000;

/** Reads the document, as text or already parsed. Names every error in one answer. */
export function parseConfig(document: unknown): Result<BoardConfig, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;

  const errors: ConfigError[] = [];
  const top = openObject(json.value, '', BOARD_FIELDS, errors);
  if (top.values['version'] !== BOARD_CONFIG_VERSION) {
    refuse(top, 'version', String(BOARD_CONFIG_VERSION));
  }
  const board = child(top, 'board', ['id', 'name']);
  const localHosts = readLocalHosts(top);
  const supply = readSupply(child(top, 'supply', SUPPLY_FIELDS));
  const currency = readCurrency(top);
  const config: BoardConfig = {
    version: BOARD_CONFIG_VERSION,
    board: {
      id: text(board, 'id', isLabel, LABEL_EXPECTED),
      name: text(board, 'name', isPrintableName, NAME_EXPECTED),
    },
    network: choice(top, 'network', NETWORKS),
    meter: readMeter(child(top, 'meter', METER_FIELDS)),
    supply,
    node: readNode(child(top, 'node', NODE_FIELDS), localHosts),
    localHosts,
    terms: readTerms(child(top, 'terms', TERMS_FIELDS), supply.breaker),
    tenants: readTenants(top, supply.nominal),
    ...(currency === undefined ? {} : { currency }),
  };
  if (config.terms.deposit > 0 && !holdsPayments(config.node)) {
    const shown = String(config.terms.deposit / 1_000);
    const expected = `0, as ${config.node.kind} holds no payment`;
    report(errors, 'terms.depositSat', shown, expected);
  }
  return errors.length === 0 ? ok(config) : fail(errors);
}

/** The most power a current allows, with 5 % for what voltage does: P_max of design.md, rule 6. */
export const powerMaxRoundedUp = (current: MilliAmps, supply: SupplyConfig): MilliWatts =>
  milliWatts(Math.ceil((current * supply.nominal * supply.phases * 105) / 100_000));

/** The names of all secrets that the configuration refers to. */
export const secretNames = (config: BoardConfig): readonly string[] => [
  ...(config.node.credential === '' ? [] : [config.node.credential]),
  ...config.tenants.flatMap(({ links, board }) => (board ? [...links, board.secret] : links)),
];

const BOARD_FIELDS: readonly string[] = Object.freeze([
  'version',
  'board',
  'network',
  'meter',
  'supply',
  'node',
  'localHosts',
  'terms',
  'tenants',
  'currency',
]);
const SUPPLY_FIELDS: readonly string[] = Object.freeze([
  'breakerMilliAmps',
  'phases',
  'nominalMilliVolts',
  'pilot',
  'minimumOffMs',
  'windDownMs',
]);
function readMeter(of: Fields): MeterConfig {
  // 100 mWh to 100 Wh: what meters on sale have. 0 stands for absent.
  const step = whole(of, 'registerStepMilliWattHours', 100, 100_000, 0);
  const type = text(of, 'type', isLabel, `the name of a meter, such as sdm120 (${LABEL_EXPECTED})`);
  return {
    type,
    // A counter of pulses is on no line.
    address: whole(of, 'address', 1, 247, type === 'pulses' ? 1 : undefined),
    upsideDown: flag(of, 'upsideDown', false),
    intervalMs: durationMs(whole(of, 'intervalMs', 500, 60_000, 1_000)),
    ...(step === 0 ? {} : { registerStep: milliWattHours(step) }),
  };
}

function readSupply(of: Fields): SupplyConfig {
  const pilot = flag(of, 'pilot', false);
  const windDownMs = whole(of, 'windDownMs', 0, WIND_DOWN_MS_MAX, pilot ? WIND_DOWN_MS_MAX : 0);
  if (!pilot && windDownMs > 0) refuse(of, 'windDownMs', '0, as there is no pilot to wind down by');
  return {
    breaker: milliAmps(whole(of, 'breakerMilliAmps', 1_000, 1_000_000)),
    phases: choice(of, 'phases', [1, 3]),
    nominal: milliVolts(whole(of, 'nominalMilliVolts', 50_000, 500_000, 230_000)),
    pilot,
    minimumOffMs: durationMs(whole(of, 'minimumOffMs', 0, HOUR_MS, 10_000)),
    windDownMs: durationMs(windDownMs),
  };
}

function readTenants(of: Fields, nominal: MilliVolts): readonly TenantConfig[] {
  const rows = list(of, 'tenants', TENANTS_MAX);
  const tenants: TenantConfig[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = openObject(rows[i], `tenants.${i}`, TENANT_FIELDS, of.errors);
    const name = text(row, 'name', isPrintableName, NAME_EXPECTED);
    const links = [secretName(row, 'link'), ...namesOfSecrets(row, 'moreLinks', MORE_LINKS_MAX)];
    if (name !== '' && tenants.some((tenant) => tenant.name === name)) {
      refuse(row, 'name', 'a name that no other tenant has');
    }
    const peer = readPeer(row, nominal);
    tenants.push({ name, links, ...(peer === undefined ? {} : { board: peer }) });
  }
  return tenants;
}

function readCurrency(of: Fields): BoardConfig['currency'] {
  if (of.values['currency'] === undefined) return undefined;
  const fields = child(of, 'currency', ['code', 'perBitcoin']);
  const isCode = (code: string) =>
    code.length === 3 && consistsOf(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  return {
    code: text(fields, 'code', isCode, 'three capital letters (ISO 4217)'),
    perBitcoin: whole(fields, 'perBitcoin', 1, 1_000_000_000_000),
  };
}
