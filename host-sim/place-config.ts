/** The two documents a board is given: what the scenario says, and what only the desk knows. */
import type { Payments } from './payments';
import type { ScenarioBoard } from './scenario';

export type PlaceNeeds = {
  readonly scenario: ScenarioBoard;
  readonly network: string;
  readonly payments: Payments;
};

const CREDENTIAL = 'node-macaroon';
const TENANT_LINK = 'tenant-link';

/** `config.json` of this board, as its owner would write it. */
export function configOf({ scenario, network, payments }: PlaceNeeds): unknown {
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
export function secretsOf({ scenario, payments }: PlaceNeeds): unknown {
  const link = scenario.standing ? { [TENANT_LINK]: payments.link(scenario.buyer) } : {};
  return { version: 1, secrets: { [CREDENTIAL]: payments.credential, ...link } };
}
