import { parseType, typeText } from "../sql/types";

/** Names a type of Hive's notation as Iceberg has it: text without limit, times to the micro. */
export function icebergText(type: string): string {
  const text = typeText(parseType(type, "hive"));
  return text.replaceAll("timestamp(3)", "timestamp(6)").replaceAll(/varchar\(\d+\)/g, "varchar");
}
