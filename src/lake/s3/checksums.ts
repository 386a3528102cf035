import { createHash } from "node:crypto";
import * as zlib from "node:zlib";

/** The checksum algorithms of S3. */
export const algorithms = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const;

/** One of the checksum algorithms of S3. */
export type Algorithm = (typeof algorithms)[number];

/** Computes a checksum over bytes as they pass by. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Answers the checksum in base64, big end first. */
  digest(): string;
}

/** Finds the algorithm that a header or a document names, in any case. */
export function toAlgorithm(name: string): Algorithm | undefined {
  return algorithms.find((candidate) => candidate === name.toLowerCase());
}

/** Begins a checksum. */
export function checksum(algorithm: Algorithm): Checksum {
  switch (algorithm) {
    case "crc32":
      return crc(zlib.crc32 ?? crc32Slowly, 0);
    case "crc32c":
      return crc(reflected(0x82f63b78), 0);
    case "crc64nvme":
      return crc64();
    case "sha1":
    case "sha256": {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
    }
  }
}

type Step = (bytes: Uint8Array, before: number) => number;

function crc(step: Step, start: number): Checksum {
  let value = start;
  return {
    update: (bytes) => {
      value = step(bytes, value);
    },
    digest: () => {
      const result = Buffer.alloc(4);
      result.writeUInt32BE(value >>> 0);
      return result.toString("base64");
    },
  };
}

/** Stands in for zlib's, which the oldest supported Node does not have. */
function crc32Slowly(bytes: Uint8Array | string, before = 0): number {
  return reflected(0xedb88320)(Buffer.from(bytes), before);
}

const tables = new Map<number, Uint32Array>();

function reflected(polynomial: number): Step {
  const table = tables.get(polynomial) ?? tableOf(polynomial);
  tables.set(polynomial, table);
  return (bytes, before) => {
    let value = ~before;
    for (const byte of bytes) {
      value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    }
    return ~value >>> 0;
  };
}

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    }
    return value >>> 0;
  });
}

const polynomial64 = 0x9a6c9329ac4bc9b5n;
let table64: { readonly high: Uint32Array; readonly low: Uint32Array } | undefined;

/** Computes CRC-64/NVME in two halves, since numbers hold 32 bits and big integers are slow. */
function crc64(): Checksum {
  table64 ??= tableOf64();
  const table = table64;
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (table.low[index] ?? 0);
        high = (high >>> 8) ^ (table.high[index] ?? 0);
      }
    },
    digest: () => {
      const result = Buffer.alloc(8);
      result.writeUInt32BE(~high >>> 0, 0);
      result.writeUInt32BE(~low >>> 0, 4);
      return result.toString("base64");
    },
  };
}

function tableOf64(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const values = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) {
      value = value & 1n ? (value >> 1n) ^ polynomial64 : value >> 1n;
    }
    return value;
  });
  return {
    high: Uint32Array.from(values, (value) => Number(value >> 32n)),
    low: Uint32Array.from(values, (value) => Number(value & 0xffffffffn)),
  };
}
