import { type Position, SqlError } from "./error";
import type { RowField, SqlType } from "./type-model";

const SIMPLE = new Map<string, SqlType>([
  ["unknown", { kind: "unknown" }],
  ["boolean", { kind: "boolean" }],
  ["tinyint", { kind: "tinyint" }],
  ["smallint", { kind: "smallint" }],
  ["integer", { kind: "integer" }],
  ["int", { kind: "integer" }],
  ["bigint", { kind: "bigint" }],
  ["real", { kind: "real" }],
  ["double", { kind: "double" }],
  ["varbinary", { kind: "varbinary" }],
  ["date", { kind: "date" }],
  ["json", { kind: "json" }],
  ["uuid", { kind: "uuid" }],
  ["ipaddress", { kind: "ipaddress" }],
  ["varchar", { kind: "varchar", length: undefined }],
]);

const HIVE = new Map<string, SqlType>([
  ["string", { kind: "varchar", length: undefined }],
  ["binary", { kind: "varbinary" }],
  ["float", { kind: "real" }],
]);

/** Reads a type in Trino's text ("array(varchar(3))") or Hive's ("array<string>"). */
export function parseType(
  text: string,
  dialect: "trino" | "hive" = "trino",
  at?: Position,
): SqlType {
  const reader = new TypeReader(text, dialect, at);
  const type = reader.type();
  reader.end();
  return type;
}

class TypeReader {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(
    private readonly text: string,
    private readonly dialect: "trino" | "hive",
    private readonly at: Position | undefined,
  ) {
    this.tokens = text.match(/"(?:[^"]|"")*"|`[^`]*`|[^\s(),<>:"`]+|[(),<>:]/g) ?? [];
  }

  end(): void {
    if (this.next !== this.tokens.length) throw this.unknown();
  }

  type(): SqlType {
    let type = this.base();
    while (this.take("array")) type = { kind: "array", element: type };
    return type;
  }

  private base(): SqlType {
    const word = (this.tokens[this.next++] ?? "").toLowerCase();
    switch (word) {
      case "array": {
        const close = this.open();
        const element = this.type();
        this.expect(close);
        return { kind: "array", element };
      }
      case "map": {
        const close = this.open();
        const key = this.type();
        this.expect(",");
        const value = this.type();
        this.expect(close);
        return { kind: "map", key, value };
      }
      case "row":
      case "struct":
        return this.row();
      case "decimal": {
        const [precision, scale] = this.numbers(2);
        const most = this.dialect === "hive" ? 10 : 38;
        if ((precision ?? most) > 38) throw this.unknown();
        return { kind: "decimal", precision: precision ?? most, scale: scale ?? 0 };
      }
      case "varchar":
        return { kind: "varchar", length: this.numbers(1)[0] };
      case "char":
        return { kind: "char", length: this.numbers(1)[0] ?? 1 };
      case "time":
        return { kind: "time", precision: this.precision() };
      case "timestamp": {
        const precision = this.precision();
        return { kind: "timestamp", precision, zone: this.zone() };
      }
      case "interval":
        return this.interval();
      default:
        return this.simple(word);
    }
  }

  private simple(word: string): SqlType {
    if (word === "double") this.take("precision");
    const type = SIMPLE.get(word) ?? (this.dialect === "hive" ? HIVE.get(word) : undefined);
    if (type === undefined) throw this.unknown();
    return type;
  }

  private row(): SqlType {
    const close = this.open();
    const fields: RowField[] = [];
    do {
      fields.push(this.field());
    } while (this.take(","));
    this.expect(close);
    return { kind: "row", fields };
  }

  private field(): RowField {
    const after = this.tokens[this.next + 1];
    const named = after !== undefined && !["(", "<", ",", ")", ">"].includes(after);
    const first = this.tokens[this.next]?.toLowerCase() ?? "";
    const compound =
      (first === "double" && after?.toLowerCase() === "precision") ||
      (["timestamp", "time"].includes(first) && ["with", "without"].includes(after ?? "")) ||
      first === "interval";
    if (!named || compound) return { name: undefined, type: this.type() };
    const name = unquote(this.tokens[this.next++] ?? "");
    this.take(":");
    return { name, type: this.type() };
  }

  private interval(): SqlType {
    const words = this.tokens
      .slice(this.next, this.next + 3)
      .join(" ")
      .toLowerCase();
    if (words !== "day to second" && words !== "year to month") throw this.unknown();
    this.next += 3;
    return { kind: `interval ${words}` };
  }

  private precision(): number {
    const precision = this.numbers(1)[0] ?? 3;
    if (precision > 12) throw this.unknown();
    return precision;
  }

  private zone(): boolean {
    const has = this.take("with");
    if (!has && !this.take("without")) return false;
    if (!this.take("time") || !this.take("zone")) throw this.unknown();
    return has;
  }

  private numbers(most: number): readonly number[] {
    const found: number[] = [];
    if (!this.take("(")) return found;
    do {
      const text = this.tokens[this.next++] ?? "";
      if (!/^\d+$/.test(text)) throw this.unknown();
      found.push(Number(text));
    } while (this.take(","));
    this.expect(")");
    if (found.length > most) throw this.unknown();
    return found;
  }

  private open(): string {
    if (this.take("(")) return ")";
    this.expect("<");
    return ">";
  }

  private take(word: string): boolean {
    if (this.tokens[this.next]?.toLowerCase() !== word) return false;
    this.next++;
    return true;
  }

  private expect(word: string): void {
    if (!this.take(word)) throw this.unknown();
  }

  private unknown(): SqlError {
    return new SqlError("TYPE_NOT_FOUND", `Unknown type: ${this.text}`, this.at);
  }
}

function unquote(token: string): string {
  if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
  return (token.startsWith("`") ? token.slice(1, -1) : token).toLowerCase();
}
