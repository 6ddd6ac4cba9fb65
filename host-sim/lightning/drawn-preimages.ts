/** Preimages of a node that draws them itself: of its name and a count, so that a run repeats. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export function drawnPreimages(node: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return bytesToHex(sha256(utf8ToBytes(`${node} ${count}`)));
  };
}
