/**
 * The two documents a board is given: what the scenario says, and what only the desk knows; and
 * how an owner may spoil or change them while the board is off.
 */
import type { Payments } from './payments';
import type { ScenarioBoard } from './scenario';

export type PlaceNeeds = {
  readonly scenario: ScenarioBoard;
  readonly network: string;
  readonly payments: Payments;
};

const CREDENTIAL = 'node-macaroon';
const TENANT_LINK = 'tenant-link';

type Config = Readonly<Record<string, unknown>>;

/** The documents as they lie there: what the board finds at its next boot. */
export class Documents {
  readonly secrets: unknown;
  #config: Config;
  #refused: Config | undefined;

  constructor(needs: PlaceNeeds) {
    this.secrets = secretsOf(needs);
    this.#config = configOf(needs);
  }

  get config(): unknown {
    return this.#refused ?? this.#config;
  }

  /** Another tariff in its terms, as a document. */
  takeTariff(tariff: unknown): void {
    this.#config = withTariff(this.#config, tariff);
  }

  /** The owner spoils the configuration in one of several ways; `undefined` mends it. */
  refuse(which: number | undefined): void {
    this.#refused = which === undefined ? undefined : refusedConfig(this.#config, which);
  }
}

/** `config.json` of this board, as its owner would write it. */
function configOf({ scenario, network, payments }: PlaceNeeds): Config {
  const { node, localHosts } = payments;
  return {
    version: 1,
    ...scenario.config,
    meter: {
      ...(scenario.config['meter'] as object),
      registerStepMilliWattHours: scenario.meter.stepWattHours * 1_000,
    },
    network,
    node: { kind: 'lnd', credential: CREDENTIAL, ...node },
    localHosts,
    tenants: scenario.standing ? [{ name: scenario.buyer, link: TENANT_LINK }] : [],
  };
}

/** The secrets by name; only a standing buyer's link is among them. */
function secretsOf({ scenario, payments }: PlaceNeeds): unknown {
  const link = scenario.standing ? { [TENANT_LINK]: payments.link(scenario.buyer) } : {};
  return { version: 1, secrets: { [CREDENTIAL]: payments.credential, ...link } };
}

const withTariff = (config: Config, tariff: unknown): Config => ({
  ...config,
  terms: { ...(config['terms'] as object), tariff },
});

/** Ways to spoil it, each refused at another place of the way in. */
export const REFUSED_WAYS = 4;

function refusedConfig(config: Config, which: number): Config {
  const { terms: _, ...torn } = config;
  if (which === 0) return torn;
  if (which === 1) return { ...config, suply: {} };
  if (which === 2) return withTariff(config, { shape: 'steps', knots: [] });
  // Read without a fault: refused only when the meter's driver is looked for.
  return { ...config, meter: { ...(config['meter'] as object), type: 'none' } };
}
