import { columnDefinition } from "./parse-create-table";
import { list, name, partitionSpec, partitionValue, propertyPairs } from "./parse-parts";
import type { TokenReader } from "./scanner";
import type { AlterAction, PartitionFilter, PartitionSpec, Statement } from "./statement";

/** Parses ALTER TABLE and ALTER DATABASE. */
export function parseAlter(reader: TokenReader): Statement {
  reader.expect("alter");
  if (reader.take("database") || reader.take("schema")) {
    const schema = name(reader);
    reader.expect("set", "dbproperties");
    return { kind: "alter-schema", name: schema, properties: propertyPairs(reader) };
  }
  if (!reader.take("table")) throw reader.mismatch("'DATABASE', 'SCHEMA', 'TABLE'");
  const target = name(reader);
  return { kind: "alter-table", target, action: action(reader) };
}

function action(reader: TokenReader): AlterAction {
  if (reader.at("partition")) return partitionAction(reader);
  if (reader.take("add")) return add(reader);
  if (reader.take("replace", "columns")) {
    return { kind: "replace-columns", columns: list(reader, () => columnDefinition(reader)) };
  }
  if (reader.take("change")) {
    reader.take("column");
    const from = reader.identifier().toLowerCase();
    const to = columnDefinition(reader);
    if (reader.take("after")) reader.identifier();
    else reader.take("first");
    return { kind: "change-column", from, to };
  }
  if (reader.take("drop")) return drop(reader);
  if (reader.take("rename", "to")) return { kind: "rename-table", to: name(reader) };
  if (reader.take("unset", "tblproperties")) {
    return { kind: "unset-properties", keys: list(reader, () => reader.string()) };
  }
  if (reader.take("set")) return set(reader, undefined);
  throw reader.mismatch(
    "'ADD', 'CHANGE', 'DROP', 'PARTITION', 'RENAME', 'REPLACE', 'SET', 'UNSET'",
  );
}

function set(reader: TokenReader, partition: PartitionSpec | undefined): AlterAction {
  if (reader.take("location"))
    return { kind: "set-location", partition, location: reader.string() };
  if (partition === undefined && reader.take("tblproperties")) {
    return { kind: "set-properties", properties: propertyPairs(reader) };
  }
  throw reader.mismatch("'LOCATION', 'TBLPROPERTIES'");
}

function partitionAction(reader: TokenReader): AlterAction {
  reader.expect("partition");
  const from = partitionSpec(reader);
  if (reader.take("set")) return set(reader, from);
  reader.expect("rename", "to", "partition");
  return { kind: "rename-partition", from, to: partitionSpec(reader) };
}

function add(reader: TokenReader): AlterAction {
  if (reader.take("columns")) {
    return { kind: "add-columns", columns: list(reader, () => columnDefinition(reader)) };
  }
  const ifNotExists = reader.take("if", "not", "exists");
  if (!reader.at("partition")) throw reader.mismatch("'COLUMNS', 'PARTITION'");
  const partitions = [];
  while (reader.take("partition")) {
    const spec = partitionSpec(reader);
    partitions.push({ spec, location: reader.take("location") ? reader.string() : undefined });
  }
  return { kind: "add-partitions", ifNotExists, partitions };
}

function drop(reader: TokenReader): AlterAction {
  if (reader.take("column"))
    return { kind: "drop-column", column: reader.identifier().toLowerCase() };
  const ifExists = reader.take("if", "exists");
  const partitions: PartitionFilter[] = [];
  do {
    reader.expect("partition");
    partitions.push(list(reader, () => filter(reader)));
  } while (reader.take(","));
  return { kind: "drop-partitions", ifExists, partitions };
}

function filter(reader: TokenReader): PartitionFilter[number] {
  const key = reader.identifier().toLowerCase();
  const operators = ["=", "<=", ">=", "<>", "!=", "<", ">"];
  const operator = operators.find((symbol) => reader.take(symbol));
  if (operator === undefined) throw reader.mismatch("'=', '<', '<=', '>', '>=', '<>', '!='");
  return { key, operator, value: partitionValue(reader) ?? "__HIVE_DEFAULT_PARTITION__" };
}
