/**
 * The owner's documents in key-value storage (NVS), each one blob: a write replaces the whole, or a
 * power cut leaves the old one. The firmware reads them at boot to work with; nothing that it says
 * to anybody holds the secrets, or the network's name and password.
 */
import type { WifiNetwork } from './wifi-station';

/** As much of the SDK's `embedded:storage/key-value` as is used. */
export interface Storage {
  read(key: string): ArrayBuffer | undefined;
  close(): void;
}
export type OpenStorage = (options: {
  readonly path: string;
  readonly mode: 'r';
  readonly format: 'buffer';
}) => Storage;

/** Names of NVS have 15 characters at most. `npm run device` writes the same. */
const NAMESPACE = 'board';

export type Documents = {
  readonly config: string;
  readonly secrets: string;
  readonly wifi: string;
};

/** Empty where nobody has written one yet: the board says what is missing, and does not sell. */
export function readDocuments(
  open: OpenStorage,
  textOf: (bytes: ArrayBuffer) => string,
): Documents {
  let storage: Storage;
  try {
    storage = open({ path: NAMESPACE, mode: 'r', format: 'buffer' });
  } catch {
    return { config: '', secrets: '', wifi: '' }; // a new board has no such namespace
  }
  const read = (key: string) => {
    const bytes = storage.read(key);
    return bytes === undefined ? '' : textOf(bytes);
  };
  const documents = { config: read('config'), secrets: read('secrets'), wifi: read('wifi') };
  storage.close();
  return documents;
}

/** `{name, password}` as text; undefined where nothing, or nothing of use, was written. */
export function wifiNetworkOf(document: string): WifiNetwork | undefined {
  let fields: { readonly name?: unknown; readonly password?: unknown } | null;
  try {
    fields = JSON.parse(document);
  } catch {
    return undefined;
  }
  const { name, password } = fields ?? {};
  if (typeof name !== 'string' || name === '') return undefined;
  return { SSID: name, ...(typeof password === 'string' ? { password } : {}) };
}
