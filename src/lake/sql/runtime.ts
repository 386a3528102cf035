import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBVector,
  VARCHAR,
} from "@duckdb/node-api";
import { NATIVE, type NativeFunction, type Value } from "./runtime-functions";
import { MACROS } from "./runtime-macros";

const TYPES = { varchar: VARCHAR, bigint: BIGINT, boolean: BOOLEAN, blob: BLOB } as const;

/** Prepares a DuckDB instance for emitted queries; run it once, before the settings are locked. */
export async function registerFunctions(connection: DuckDBConnection): Promise<void> {
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run("SET ieee_floating_point_ops = true");
  for (const native of NATIVE) connection.registerScalarFunction(scalar(native));
  for (const macro of MACROS) await connection.run(macro);
}

function scalar(native: NativeFunction): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name: native.name,
    parameterTypes: native.takes.map((kind) => TYPES[kind]),
    returnType: TYPES[native.gives],
    mainFunction: (info, chunk, output) => {
      try {
        fillOutput(native, chunk, output);
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
    },
  });
}

function fillOutput(native: NativeFunction, chunk: DuckDBDataChunk, output: DuckDBVector): void {
  const columns = native.takes.map((_kind, index) => chunk.getColumnVector(index));
  for (let row = 0; row < chunk.rowCount; row++) {
    const args = columns.map((column) => incoming(column.getItem(row)));
    const complete = args.filter((arg) => arg !== null);
    const result = complete.length === args.length ? native.run(...complete) : null;
    output.setItem(row, result instanceof Uint8Array ? blobValue(result) : result);
  }
  output.flush();
}

function incoming(value: unknown): Value | null {
  if (value instanceof DuckDBBlobValue) return value.bytes;
  return (value ?? null) as Value | null;
}
