/** CRC-32 (ISO-HDLC, as in zlib and IEEE 802.3), which closes every journal record. */

const POLYNOMIAL = 0xedb88320;

const TABLE: readonly number[] = Object.freeze(
  Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc >>> 0;
  }),
);

/** Over `length` bytes from `at`. Check value: the ASCII digits 123456789 give 0xcbf43926. */
export function crc32(bytes: ArrayLike<number>, at: number, length: number): number {
  let crc = 0xffffffff;
  const end = at + length;
  for (let i = at; i < end; i++) crc = TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
