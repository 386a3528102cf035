import type { RelationName } from "../state";
import { bind, type Kwargs, PyDict, type PyObject, type Value } from "./jinja";
import type { Quoting } from "./project-file";

type Part = "database" | "schema" | "identifier";

const parts: readonly Part[] = ["database", "schema", "identifier"];
const quoteAll: Quoting = { database: true, schema: true, identifier: true };
const includeAll: Readonly<Record<Part, boolean>> = quoteAll;

/** Says how a relation prints. */
interface Form {
  readonly type: "table" | "view" | "cte" | null;
  readonly quoting: Quoting;
  readonly include: Readonly<Record<Part, boolean>>;
}

/** Is a relation as templates see it: prints its quoted name, knows its parts. */
export class RelationValue implements PyObject {
  readonly pyType = "AthenaRelation";
  readonly isMapping = true;

  constructor(
    readonly relation: RelationName,
    private readonly form: Form,
  ) {}

  str(): string {
    const { quoting, include } = this.form;
    return parts
      .filter((part) => include[part] && this.relation[part] !== "")
      .map((part) => (quoting[part] ? `"${this.relation[part]}"` : this.relation[part]))
      .join(".");
  }

  repr(): string {
    return `<AthenaRelation ${this.str()}>`;
  }

  truthy(): boolean {
    return true;
  }

  equals(other: Value): boolean {
    return other instanceof RelationValue && other.str() === this.str();
  }

  hashKey(): string {
    return this.str();
  }

  getAttr(name: string): Value | undefined {
    const { type } = this.form;
    switch (name) {
      case "database":
      case "schema":
      case "identifier":
        return this.relation[name];
      case "name":
      case "table":
        return this.relation.identifier;
      case "type":
        return type;
      case "is_table":
      case "is_view":
      case "is_cte":
        return type === name.slice(3);
      case "render":
        return () => this.str();
      case "include":
        return (args, kwargs) => this.vary("include", bind(name, parts, args, kwargs));
      case "quote":
        return (args, kwargs) => this.vary("quoting", bind(name, parts, args, kwargs));
      case "render_hive":
        return () => this.hive();
      case "render_pure":
        return () => this.names().join(".");
      case "quoted":
        return (args) => `"${String(args[0] ?? "")}"`;
      case "is_physical":
        return type === "table";
      case "get":
        return (args) => this.member(args[0], args[1]);
      case "incorporate":
        return (_, kwargs) => this.incorporate(kwargs);
      case "information_schema":
        return () => `"${this.relation.database}".information_schema`;
      case "without_identifier":
        return () => this.vary("include", [undefined, undefined, false]);
      default:
        return undefined;
    }
  }

  /** Relations look like the dicts they once were: packages tell them by that. */
  private member(key: Value | undefined, fallback: Value | undefined): Value {
    if (key === "metadata") return new PyDict([["type", this.pyType]]);
    const found = typeof key === "string" ? this.getAttr(key) : undefined;
    return found ?? fallback ?? null;
  }

  private names(): string[] {
    return parts
      .filter((part) => this.form.include[part] && this.relation[part] !== "")
      .map((part) => this.relation[part]);
  }

  private hive(): string {
    const { schema, identifier } = this.relation;
    return [schema, identifier].map((part) => `\`${part}\``).join(".");
  }

  private incorporate(kwargs: Kwargs): RelationValue {
    const path = kwargs.get("path");
    const type = kwargs.get("type");
    const at = (part: Part): string => {
      const given = path instanceof PyDict ? path.get(part) : undefined;
      return typeof given === "string" ? given : this.relation[part];
    };
    const relation = {
      database: at("database"),
      schema: at("schema"),
      identifier: at("identifier"),
    };
    const kind = type === "view" || type === "table" ? type : this.form.type;
    return new RelationValue(relation, { ...this.form, type: kind });
  }

  private vary(key: "quoting" | "include", flags: readonly (Value | undefined)[]): RelationValue {
    const [database, schema, identifier] = parts.map((part, index) => {
      const flag = flags[index];
      return flag === undefined || flag === null ? this.form[key][part] : flag === true;
    });
    const changed = {
      database: database ?? true,
      schema: schema ?? true,
      identifier: identifier ?? true,
    };
    return new RelationValue(this.relation, { ...this.form, [key]: changed });
  }
}

/** Makes the value of a table, view or source. */
export function relationValue(
  relation: RelationName,
  type: "table" | "view" | null,
  quoting: Quoting = quoteAll,
): RelationValue {
  return new RelationValue(relation, { type, quoting, include: includeAll });
}

/** Makes the value of an ephemeral model, which stands in SQL as a CTE. */
export function cteValue(identifier: string): RelationValue {
  const none = { database: false, schema: false, identifier: false };
  return new RelationValue(
    { database: "", schema: "", identifier },
    { type: "cte", quoting: none, include: includeAll },
  );
}
