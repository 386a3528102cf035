import { randomBytes } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { type Schema as AvroSchema, Type, types } from "avsc";
import { QueryFailure } from "../engine/failure";

/** Longs are bigints: snapshot ids need all 64 bits. */
const long = types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: (value: bigint) => Number(value),
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0),
});

const typeOf = (schema: unknown): Type =>
  Type.forSchema(schema as AvroSchema, { registry: { long }, wrapUnions: "never" });

const magic = Buffer.from([0x4f, 0x62, 0x6a, 1]);

const header = typeOf({
  type: "record",
  name: "Header",
  fields: [
    { name: "magic", type: { type: "fixed", name: "Magic", size: 4 } },
    { name: "meta", type: { type: "map", values: "bytes" } },
    { name: "sync", type: { type: "fixed", name: "Sync", size: 16 } },
  ],
});

const block = typeOf({
  type: "record",
  name: "Block",
  fields: [
    { name: "count", type: "long" },
    { name: "data", type: "bytes" },
    { name: "sync", type: { type: "fixed", name: "BlockSync", size: 16 } },
  ],
});

/** Is a container file as it was read. */
export interface AvroFile {
  readonly schema: unknown;
  readonly meta: Readonly<Record<string, string>>;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** Writes an Avro container file without compression. */
export function writeAvro(
  schema: object,
  meta: Readonly<Record<string, string>>,
  records: readonly object[],
): Buffer {
  const type = typeOf(schema);
  const sync = randomBytes(16);
  const all = { ...meta, "avro.schema": JSON.stringify(schema), "avro.codec": "null" };
  const head = header.toBuffer({
    magic,
    meta: Object.fromEntries(Object.entries(all).map(([k, v]) => [k, Buffer.from(v)])),
    sync,
  });
  if (records.length === 0) return head;
  const data = Buffer.concat(records.map((record) => type.toBuffer(record)));
  const count = BigInt(records.length);
  return Buffer.concat([head, block.toBuffer({ count, data, sync })]);
}

function unpacked(data: Buffer, codec: string): Buffer {
  if (codec === "null") return data;
  if (codec === "deflate") return inflateRawSync(data);
  throw new QueryFailure("NOT_SUPPORTED", `The local lake cannot read Avro files with ${codec}`);
}

/** Reads an Avro container file. */
export function readAvro(bytes: Buffer): AvroFile {
  const head = header.decode(bytes, 0) as {
    value: { readonly magic: Buffer; readonly meta: Readonly<Record<string, Buffer>> };
    offset: number;
  };
  if (head.offset < 0 || !head.value.magic.equals(magic)) {
    throw new QueryFailure("ICEBERG_INVALID_METADATA", "A manifest is no Avro file");
  }
  const meta = Object.fromEntries(
    Object.entries(head.value.meta).map(([key, value]) => [key, value.toString()]),
  );
  const schema: unknown = JSON.parse(meta["avro.schema"] ?? "null");
  const type = typeOf(schema);
  const records: Readonly<Record<string, unknown>>[] = [];
  for (let offset = head.offset; offset < bytes.length; ) {
    const next = block.decode(bytes, offset) as {
      value: { readonly count: bigint; readonly data: Buffer };
      offset: number;
    };
    if (next.offset < 0) throw new QueryFailure("ICEBERG_INVALID_METADATA", "A manifest is cut");
    offset = next.offset;
    const data = unpacked(next.value.data, meta["avro.codec"] ?? "null");
    for (let at = 0, left = Number(next.value.count); left > 0; left -= 1) {
      const one = type.decode(data, at) as { value: Record<string, unknown>; offset: number };
      records.push(one.value);
      at = one.offset;
    }
  }
  return { schema, meta, records };
}
