/**
 * A connection between two LDK nodes in this process: encrypted as on the net, carried by a queue.
 * LDK writes from within its own locks, so bytes wait here until `deliver`.
 */
import * as ldk from 'lightningdevkit';
import { assert } from '../../../src/result';
import type { LdkNode } from './node';

type Parcel = { readonly to: 'dialler' | 'listener'; readonly bytes: Uint8Array };

export class Wire {
  readonly #dialler: LdkNode;
  readonly #listener: LdkNode;
  readonly #diallerSocket: ldk.SocketDescriptor;
  readonly #listenerSocket: ldk.SocketDescriptor;
  #parcels: Parcel[] = [];

  /** `serial` tells this wire from all others of the same nodes. */
  constructor(dialler: LdkNode, listener: LdkNode, serial: number) {
    this.#dialler = dialler;
    this.#listener = listener;
    this.#diallerSocket = this.#socket('listener', serial);
    this.#listenerSocket = this.#socket('dialler', serial);
    const nowhere = ldk.Option_SocketAddressZ.constructor_none();
    const heard = listener.peers.new_inbound_connection(this.#listenerSocket, nowhere);
    assert(heard.is_ok(), 'ldk: inbound connection refused');
    const dialled = dialler.peers.new_outbound_connection(
      listener.id,
      this.#diallerSocket,
      nowhere,
    );
    assert(dialled instanceof ldk.Result_CVec_u8ZPeerHandleErrorZ_OK, 'ldk: cannot dial');
    this.#parcels.push({ to: 'listener', bytes: dialled.res });
  }

  /** Hands over what was written since the last call; false when that was nothing. */
  deliver(): boolean {
    const parcels = this.#parcels;
    this.#parcels = [];
    for (const { to, bytes } of parcels) {
      const read =
        to === 'dialler'
          ? this.#dialler.peers.read_event(this.#diallerSocket, bytes)
          : this.#listener.peers.read_event(this.#listenerSocket, bytes);
      assert(read.is_ok(), 'ldk: a node hung up on the other');
    }
    return parcels.length > 0;
  }

  #socket(to: Parcel['to'], serial: number): ldk.SocketDescriptor {
    const hash = BigInt(serial);
    return ldk.SocketDescriptor.new_impl({
      send_data: (bytes) => {
        if (bytes.length > 0) this.#parcels.push({ to, bytes: bytes.slice() });
        return bytes.length;
      },
      disconnect_socket: () => {},
      eq: (other) => other.hash() === hash,
      hash: () => hash,
    });
  }
}
