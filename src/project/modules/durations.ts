import { float, type PyObject, toDouble, type Value } from "../jinja";

const day = 86_400_000_000;

/** Is Python's timedelta, in microseconds. */
export class Duration implements PyObject {
  readonly pyType = "datetime.timedelta";

  constructor(readonly micros: number) {}

  /** Makes one of the keywords that Python takes. */
  static of(parts: ReadonlyMap<string, Value>, positional: readonly Value[]): Duration {
    const units: readonly [string, number][] = [
      ["days", day],
      ["seconds", 1e6],
      ["microseconds", 1],
      ["milliseconds", 1000],
      ["minutes", 60e6],
      ["hours", 3600e6],
      ["weeks", 7 * day],
    ];
    const sum = units.reduce((total, [name, size], at) => {
      const given = parts.get(name) ?? positional[at];
      return given === undefined ? total : total + (toDouble(given) ?? 0) * size;
    }, 0);
    return new Duration(Math.round(sum));
  }

  truthy(): boolean {
    return this.micros !== 0;
  }

  str(): string {
    const days = Math.floor(this.micros / day);
    const rest = this.micros - days * day;
    const seconds = Math.floor(rest / 1e6);
    const pad = (value: number): string => String(value).padStart(2, "0");
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const fraction = rest % 1e6 === 0 ? "" : `.${String(rest % 1e6).padStart(6, "0")}`;
    const lead = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
    return `${lead}${clock}${fraction}`;
  }

  equals(other: Value): boolean {
    return other instanceof Duration && other.micros === this.micros;
  }

  compare(other: Value): number | undefined {
    return other instanceof Duration ? this.micros - other.micros : undefined;
  }

  hashKey(): string {
    return `timedelta ${this.micros}`;
  }

  operate(operator: string, other: Value): Value | undefined {
    if (other instanceof Duration) {
      if (operator === "+") return new Duration(this.micros + other.micros);
      if (operator === "-") return new Duration(this.micros - other.micros);
      return operator === "/" ? float(this.micros / other.micros) : undefined;
    }
    if (typeof other === "number") {
      if (operator === "*") return new Duration(Math.round(this.micros * other));
      return operator === "/" ? new Duration(Math.round(this.micros / other)) : undefined;
    }
    const shift = (other as PyObject | null)?.operate;
    return operator === "+" && shift !== undefined ? shift.call(other, "+", this) : undefined;
  }

  getAttr(name: string): Value | undefined {
    const days = Math.floor(this.micros / day);
    const rest = this.micros - days * day;
    if (name === "days") return days;
    if (name === "seconds") return Math.floor(rest / 1e6);
    if (name === "microseconds") return rest % 1e6;
    if (name === "total_seconds") return () => float(this.micros / 1e6);
    return undefined;
  }
}
