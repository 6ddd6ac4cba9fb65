/**
 * A board as a target of mcconfig: the folder that `mcconfig -p esp32:FOLDER` is given. The SDK's
 * own targets are not used: some bring an sdkconfig that replaces ours, some drive pins at start.
 */
import type { ChipName } from '../../drivers/boards/chip';
import type { BoardDefinition, NetworkPart } from '../../drivers/boards/definition';

export type TargetBoard = BoardDefinition & { readonly chip: Exclude<ChipName, 'lin'> };

/** Text files by their name in the target's folder. */
export type TargetFiles = Readonly<Record<string, string>>;

/** What the repository holds for every board, as text. */
export type Sources = {
  readonly sdkconfig: string;
  readonly partitions: string;
  /** `release-profile.defaults`; absent: an image that burns no fuse. */
  readonly releaseProfile?: string;
};

/** `document`: the definition as it stands in its file; the image reads it again at each start. */
export function targetFiles(board: TargetBoard, document: object, sources: Sources): TargetFiles {
  const manifest = {
    include: NETWORKS[board.network.kind],
    config: { board: document },
    build: {
      ESP32_SUBCLASS: board.chip,
      SDKCONFIGPATH: './sdkconfig',
      PARTITIONS_FILE: './partitions.csv',
    },
    defines: definesOf(board.network),
    ...platformsOf(board.network),
  };
  const lines = [sources.sdkconfig, ...board.sdkconfig, sources.releaseProfile ?? ''];
  return {
    'manifest.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'partitions.csv': sources.partitions,
    'sdkconfig/sdkconfig.defaults': lines.join('\n'),
  };
}

/** Only what the board has is in its image: the driver of the EMAC is no code for a C3. */
const NETWORKS: Readonly<Record<NetworkPart['kind'], readonly string[]>> = {
  wifi: ['$(MODDABLE)/modules/io/wifi/manifest.json'],
  ethernet: ['$(MODDABLE)/modules/io/ethernet/manifest.json'],
  'open-eth': [],
  host: [],
};
const NO_PIN = -1;

/** The SDK's own modules name what they link; the emulator's card is ours. */
const platformsOf = ({ kind }: NetworkPart): object =>
  kind === 'open-eth' ? { platforms: { esp32: { dependency: [{ idf: 'esp_eth' }] } } } : {};

/** As the SDK's Ethernet module reads its pins; it asks for a reset pin on every board. */
function definesOf(network: NetworkPart): object {
  if (network.kind !== 'ethernet') return {};
  const { phyAddress, reset = NO_PIN, mdc, mdio, clock } = network;
  const phy = {
    address: phyAddress,
    reset,
    ...(clock === 0 ? { gpio0_clock_input: 1 } : {}),
  };
  return { ethernet: { internal: { phy, mac: { MDC: mdc, MDIO: mdio } } } };
}
