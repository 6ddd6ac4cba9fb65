/**
 * A board as a target of mcconfig: the folder that `mcconfig -p esp32:FOLDER` is given. The SDK's
 * own targets are not used: some bring an sdkconfig that replaces ours, some drive pins at start.
 */
import type { ChipName } from '../../drivers/boards/chip';
import type { BoardDefinition, NetworkPart } from '../../drivers/boards/definition';

/** Text files by their name in the target's folder. */
export type TargetFiles = Readonly<Record<string, string>>;

/** What the repository holds for every board, as text. */
export type Sources = {
  readonly sdkconfig: string;
  readonly partitions: string;
  /** `release-profile.defaults`; absent: an image that burns no fuse. */
  readonly releaseProfile?: string;
};

export function targetFiles(
  board: BoardDefinition & { readonly chip: Exclude<ChipName, 'lin'> },
  sources: Sources,
): TargetFiles {
  const manifest = {
    build: {
      ESP32_SUBCLASS: board.chip,
      SDKCONFIGPATH: './sdkconfig',
      PARTITIONS_FILE: './partitions.csv',
    },
    defines: definesOf(board.network),
  };
  const lines = [sources.sdkconfig, ...board.sdkconfig, sources.releaseProfile ?? ''];
  return {
    'manifest.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'partitions.csv': sources.partitions,
    'sdkconfig/sdkconfig.defaults': lines.join('\n'),
  };
}

/** As the SDK's Ethernet module reads its pins. */
function definesOf(network: NetworkPart): object {
  if (network.kind !== 'ethernet') return {};
  const { phyAddress, reset, mdc, mdio } = network;
  const phy = { address: phyAddress, ...(reset === undefined ? {} : { reset }) };
  return { ethernet: { internal: { phy, mac: { MDC: mdc, MDIO: mdio } } } };
}
