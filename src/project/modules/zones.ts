import { callValue, type PyFunction, type PyObject, type Value } from "../jinja";
import { textOf } from "../values";

/** Is a time zone: how far its clocks are ahead of UTC at a moment. */
export interface Zone {
  readonly name: string;
  readonly abbreviation: (utc: number) => string;
  /** In milliseconds. */
  readonly offset: (utc: number) => number;
}

/** Is UTC. */
export const utc: Zone = { name: "UTC", abbreviation: () => "UTC", offset: () => 0 };

/** Finds a zone by its IANA name; throws when there is none. */
export function zoneOf(name: string): Zone {
  if (name.toUpperCase() === "UTC") return utc;
  const read = (instant: number, parts: Intl.DateTimeFormatOptions): Map<string, string> => {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: name, hourCycle: "h23", ...parts });
    return new Map(format.formatToParts(instant).map((part) => [part.type, part.value]));
  };
  const offset = (instant: number): number => {
    const parts = read(instant, {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const part = (type: string): number => Number(parts.get(type) ?? 0);
    const [year, month, day] = [part("year"), part("month"), part("day")];
    const clock = Date.UTC(year, month - 1, day, part("hour"), part("minute"), part("second"));
    return clock - Math.floor(instant / 1000) * 1000;
  };
  offset(0);
  return {
    name,
    offset,
    abbreviation: (instant) => read(instant, { timeZoneName: "short" }).get("timeZoneName") ?? name,
  };
}

/** Is a zone as templates see it, as pytz makes it. */
export class ZoneValue implements PyObject {
  readonly pyType = "pytz.tzinfo.DstTzInfo";

  constructor(
    readonly zone: Zone,
    private readonly localize: (value: Value, zone: Zone) => Value,
  ) {}

  truthy(): boolean {
    return true;
  }

  str(): string {
    return this.zone.name;
  }

  getAttr(name: string): Value | undefined {
    if (name === "zone") return this.zone.name;
    if (name === "localize") return ([value]) => this.localize(value ?? null, this.zone);
    if (name === "normalize") {
      return ([value]) => {
        const method = (value as PyObject | undefined)?.getAttr?.("astimezone");
        return method === undefined ? (value ?? null) : callValue(method, [this]);
      };
    }
    return undefined;
  }
}

/** Makes `modules.pytz`. */
export function pytzModule(
  localize: (value: Value, zone: Zone) => Value,
): Readonly<Record<string, Value>> {
  const timezone: PyFunction = ([name]) => new ZoneValue(zoneOf(textOf(name ?? "")), localize);
  const zero = new ZoneValue(utc, localize);
  return { timezone, utc: zero, UTC: zero };
}
