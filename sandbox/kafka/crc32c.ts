/** Eight tables of 256 behind each other, made at the first use, so that eight bytes take one step. */
let tables: Int32Array | undefined;

/** CRC-32C (Castagnoli), unsigned. Record batches carry it; node:zlib knows only the other CRC-32. */
export function crc32c(data: Buffer): number {
  tables ??= makeTables();
  const table = tables;
  const at = (index: number) => table[index] as number;
  const byte = (index: number) => data[index] as number;
  const { length } = data;
  let crc = -1;
  let index = 0;
  for (; index + 8 <= length; index += 8) {
    crc =
      at(1792 + ((crc & 0xff) ^ byte(index))) ^
      at(1536 + (((crc >>> 8) & 0xff) ^ byte(index + 1))) ^
      at(1280 + (((crc >>> 16) & 0xff) ^ byte(index + 2))) ^
      at(1024 + ((crc >>> 24) ^ byte(index + 3))) ^
      at(768 + byte(index + 4)) ^
      at(512 + byte(index + 5)) ^
      at(256 + byte(index + 6)) ^
      at(byte(index + 7));
  }
  for (; index < length; index += 1) crc = (crc >>> 8) ^ at((crc ^ byte(index)) & 0xff);
  return ~crc >>> 0;
}

function makeTables(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    table[byte] = value;
  }
  for (let index = 256; index < table.length; index += 1) {
    const before = table[index - 256] as number;
    table[index] = (before >>> 8) ^ (table[before & 0xff] as number);
  }
  return table;
}
