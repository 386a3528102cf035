const MASK = (1n << 64n) - 1n;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const times = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const plus = (a: bigint, b: bigint): bigint => (a + b) & MASK;
const rotate = (a: bigint, by: bigint): bigint => ((a << by) | (a >> (64n - by))) & MASK;
const round = (sum: bigint, word: bigint): bigint =>
  times(rotate(plus(sum, times(word, P2)), 31n), P1);

/** Computes XXH64 with seed 0, most significant byte first as Trino gives it. */
export function xxHash64(bytes: Uint8Array): Uint8Array {
  const data = Buffer.from(bytes);
  let place = 0;
  let hash = P5;
  if (data.length >= 32) {
    let sums = [plus(P1, P2), P2, 0n, (MASK + 1n - P1) & MASK];
    for (; place + 32 <= data.length; place += 32) {
      sums = sums.map((sum, index) => round(sum, data.readBigUInt64LE(place + index * 8)));
    }
    const turns = [1n, 7n, 12n, 18n];
    hash = sums.reduce((all, sum, index) => plus(all, rotate(sum, turns[index] ?? 0n)), 0n);
    for (const sum of sums) hash = plus(times(hash ^ round(0n, sum), P1), P4);
  }
  hash = plus(hash, BigInt(data.length));
  for (; place + 8 <= data.length; place += 8) {
    hash = plus(times(rotate(hash ^ round(0n, data.readBigUInt64LE(place)), 27n), P1), P4);
  }
  if (place + 4 <= data.length) {
    hash = plus(times(rotate(hash ^ times(BigInt(data.readUInt32LE(place)), P1), 23n), P2), P3);
    place += 4;
  }
  for (; place < data.length; place++) {
    hash = times(rotate(hash ^ times(BigInt(data.readUInt8(place)), P5), 11n), P1);
  }
  hash = times(hash ^ (hash >> 33n), P2);
  hash = times(hash ^ (hash >> 29n), P3);
  hash ^= hash >> 32n;
  const result = Buffer.alloc(8);
  result.writeBigUInt64BE(hash);
  return result;
}
