/**
 * The board's network, as its definition says. Each kind is in the image of the boards that have it
 * and in no other, so it is looked up by name. Wired ones connect by themselves, and again when
 * they were cut. The SDK keeps either alive until it is closed.
 */
import Modules from 'modules';
import type { Clock } from '../../src/ports';
import type { NetworkPart } from '../boards/definition';
import { type NativeOpenEth, openEthernet } from './open-eth';
import { type RadioClass, type WifiNetwork, WifiStation } from './wifi-station';

/** As much of the SDK's `embedded:network/interface/ethernet` as is used. */
interface Wire {
  readonly connection: number;
}
type WireClass = new (options: { readonly onChanged: () => void }) => Wire;

export type NetworkOptions = {
  readonly clock: Clock;
  readonly native: NativeOpenEth;
  readonly network: WifiNetwork | undefined;
  readonly caught: (run: () => void) => void;
  readonly print: (line: string) => void;
};

export function openNetwork(part: NetworkPart, options: NetworkOptions): void {
  if (part.kind === 'wifi') {
    const radio = Modules.importNow('embedded:network/interface/wifi') as RadioClass;
    new WifiStation({ ...options, radio }).start();
    return;
  }
  if (part.kind === 'open-eth') return openEthernet(options);
  const { caught, print } = options;
  const WireOf = Modules.importNow('embedded:network/interface/ethernet') as WireClass;
  const wire: Wire = new WireOf({
    onChanged: () => caught(() => print(`ethernet connection=${wire.connection}`)),
  });
}
