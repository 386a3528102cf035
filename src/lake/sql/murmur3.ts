const times = (a: number, b: number): number => Math.imul(a, b);
const rotate = (a: number, by: number): number => (a << by) | (a >>> (32 - by));

function mixed(word: number): number {
  return times(rotate(times(word, 0xcc9e2d51), 15), 0x1b873593);
}

/** Computes murmur3 for 32 bits of x86 with seed 0, as a signed number. */
export function murmur3(bytes: Uint8Array): number {
  const data = Buffer.from(bytes);
  let hash = 0;
  let place = 0;
  for (; place + 4 <= data.length; place += 4) {
    hash = rotate(hash ^ mixed(data.readInt32LE(place)), 13);
    hash = (times(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let index = data.length - 1; index >= place; index -= 1) {
    tail = (tail << 8) | (data[index] ?? 0);
  }
  if (place < data.length) hash ^= mixed(tail);
  hash ^= data.length;
  hash = times(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = times(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
