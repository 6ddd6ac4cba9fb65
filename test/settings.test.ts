/** The owner's documents in key-value storage, as a board finds them at its start. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments, type Storage } from '../drivers/esp32/settings';

const textOf = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);
const blobOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer;

/** As the SDK's: what was never written reads as undefined. */
function storageOf(documents: Readonly<Record<string, string>>) {
  const asked: object[] = [];
  let closed = 0;
  const open = (options: object): Storage => {
    asked.push(options);
    return {
      read: (key) => (documents[key] === undefined ? undefined : blobOf(documents[key])),
      close: () => {
        closed += 1;
      },
    };
  };
  return { open, asked, closed: () => closed };
}

const settings = suite('settings');

settings('the three documents are read whole, read-only, and the storage is closed', () => {
  const long = 'é'.repeat(6_000); // longer than any string that NVS takes
  const storage = storageOf({ config: long, secrets: '{"a":1}', wifi: '{}' });
  const documents = readDocuments(storage.open, textOf);
  assert.equal(documents, { config: long, secrets: '{"a":1}', wifi: '{}' });
  assert.equal(storage.asked, [{ path: 'board', mode: 'r', format: 'buffer' }]);
  assert.is(storage.closed(), 1);
});

settings('what was never written is empty', () => {
  const documents = readDocuments(storageOf({ config: '{}' }).open, textOf);
  assert.equal(documents, { config: '{}', secrets: '', wifi: '' });
});

settings('a new board, which has no such storage at all, has empty ones', () => {
  const open = () => {
    throw new Error('ESP_ERR_NVS_NOT_FOUND');
  };
  assert.equal(readDocuments(open, textOf), { config: '', secrets: '', wifi: '' });
});

settings.run();
