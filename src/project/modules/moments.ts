import { bind, type Kwargs, type PyObject, PyTuple, typeError, type Value } from "../jinja";
import { textOf } from "../values";
import { Duration } from "./durations";
import { formatTime, isoWeek, offsetText, parseTime, type Reading } from "./time-format";
import { utc, type Zone, ZoneValue } from "./zones";

const dayLength = 86_400_000;
const parts = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"];

/** Is Python's date or datetime: what a clock shows, and the zone it stands in. */
export class Moment implements PyObject {
  readonly pyType: string;

  constructor(
    /** Milliseconds since 1970 as the clock shows them. */
    readonly clock: number,
    readonly micro: number,
    readonly zone: Zone | undefined,
    readonly isDate = false,
  ) {
    this.pyType = isDate ? "datetime.date" : "datetime.datetime";
  }

  /** Makes the moment that an ISO time in UTC names. */
  static of(iso: string): Moment {
    return new Moment(Date.parse(iso), 0, utc);
  }

  /** Makes a moment of year, month, day and so on. */
  static from(args: readonly Value[], kwargs: Kwargs, isDate = false): Moment {
    const names = isDate ? parts.slice(0, 3) : parts;
    const given = bind(isDate ? "date" : "datetime", names, args, kwargs, 3);
    const part = (at: number): number => numberOf(given[at] ?? 0);
    const micros = part(6);
    const whole = Date.UTC(2000, part(1) - 1, part(2), part(3), part(4), part(5));
    const clock = new Date(whole).setUTCFullYear(part(0), part(1) - 1, part(2));
    const zone = given[7] instanceof ZoneValue ? given[7].zone : undefined;
    return new Moment(clock + Math.floor(micros / 1000), micros % 1000, zone, isDate);
  }

  truthy(): boolean {
    return true;
  }

  str(): string {
    return this.iso(" ");
  }

  repr(): string {
    return `${this.pyType}(${this.fields().join(", ")})`;
  }

  equals(other: Value): boolean {
    return other instanceof Moment && other.isDate === this.isDate && this.compare(other) === 0;
  }

  compare(other: Value): number | undefined {
    if (!(other instanceof Moment)) return undefined;
    if ((this.zone === undefined) !== (other.zone === undefined)) {
      throw typeError("can't compare offset-naive and offset-aware datetimes");
    }
    return this.micros() - other.micros();
  }

  hashKey(): string {
    return `${this.pyType} ${this.micros()}`;
  }

  operate(operator: string, other: Value): Value | undefined {
    if (other instanceof Moment && operator === "-") {
      return new Duration(this.micros() - other.micros());
    }
    if (!(other instanceof Duration) || (operator !== "+" && operator !== "-")) return undefined;
    const days = Math.floor(other.micros / (dayLength * 1000)) * dayLength * 1000;
    const step = this.isDate ? days : other.micros;
    const total = this.clock * 1000 + this.micro + (operator === "+" ? step : -step);
    const clock = Math.floor(total / 1000);
    return new Moment(clock, total - clock * 1000, this.zone, this.isDate);
  }

  getAttr(name: string): Value | undefined {
    const at = this.isDate ? parts.slice(0, 3).indexOf(name) : parts.indexOf(name);
    if (at >= 0 && at < 7) return this.fields()[at] ?? 0;
    const time = new Date(this.clock);
    const weekday = (time.getUTCDay() + 6) % 7;
    switch (name) {
      case "strftime":
        return ([pattern]) => formatTime(this.reading(), textOf(pattern ?? ""));
      case "isoformat":
        return ([separator]) => this.iso(separator === undefined ? "T" : textOf(separator));
      case "weekday":
        return () => weekday;
      case "isoweekday":
        return () => weekday + 1;
      case "isocalendar":
        return () => new PyTuple(isoWeek(this.clock));
      case "toordinal":
        return () => Math.floor(this.clock / dayLength) + 719_163;
      case "replace":
        return (args, kwargs) => this.replace(args, kwargs);
      default:
        return this.isDate ? undefined : this.timeAttr(name);
    }
  }

  private timeAttr(name: string): Value | undefined {
    const ofDay = ((this.clock % dayLength) + dayLength) % dayLength;
    switch (name) {
      case "tzinfo":
        return this.zone === undefined ? null : new ZoneValue(this.zone, localized);
      case "date":
        return () => new Moment(this.clock - ofDay, 0, undefined, true);
      case "time":
        return () => formatTime(this.reading(), this.hasFraction() ? "%H:%M:%S.%f" : "%H:%M:%S");
      case "timestamp":
        return () => this.micros() / 1e6;
      case "utcoffset":
        return () => new Duration(this.offset() * 1000);
      case "astimezone":
        return ([zone]) => {
          const target = zone instanceof ZoneValue ? zone.zone : utc;
          const instant = this.clock - this.offset();
          return new Moment(instant + target.offset(instant), this.micro, target);
        };
      default:
        return undefined;
    }
  }

  private replace(args: readonly Value[], kwargs: Kwargs): Moment {
    const given = bind("replace", parts, args, kwargs);
    const fields = this.fields().map((field, at): Value => given[at] ?? field);
    const asked = given[7];
    const zone = asked instanceof ZoneValue ? asked.zone : asked === null ? undefined : this.zone;
    const plain = Moment.from(fields, new Map(), this.isDate);
    return new Moment(plain.clock, plain.micro, zone, this.isDate);
  }

  private fields(): number[] {
    const time = new Date(this.clock);
    const date = [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate()];
    if (this.isDate) return date;
    const micros = time.getUTCMilliseconds() * 1000 + this.micro;
    return [...date, time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds(), micros];
  }

  private offset(): number {
    if (this.zone === undefined) return 0;
    return this.zone.offset(this.clock - this.zone.offset(this.clock));
  }

  private micros(): number {
    return (this.clock - this.offset()) * 1000 + this.micro;
  }

  private hasFraction(): boolean {
    return this.micro !== 0 || this.clock % 1000 !== 0;
  }

  private reading(): Reading {
    const { clock, micro, zone } = this;
    if (zone === undefined) return { clock, micro };
    const offset = this.offset();
    return { clock, micro, zone: zone.abbreviation(clock - offset), offset };
  }

  private iso(separator: string): string {
    const date = formatTime(this.reading(), "%Y-%m-%d");
    if (this.isDate) return date;
    const pattern = this.hasFraction() ? "%H:%M:%S.%f" : "%H:%M:%S";
    const zone = this.zone === undefined ? "" : offsetText(this.offset());
    return `${date}${separator}${formatTime(this.reading(), pattern)}${zone}`;
  }
}

function numberOf(value: Value): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw typeError("an integer is required");
}

/** Puts a moment without zone into one; the clock shows the same. */
export function localized(value: Value, zone: Zone): Value {
  if (!(value instanceof Moment)) throw typeError("localize() takes a datetime");
  return new Moment(value.clock, value.micro, zone);
}

/** Reads a text by a pattern. */
export function parsedMoment(text: string, pattern: string): Moment {
  const { clock, micro, offset } = parseTime(text, pattern);
  if (offset === undefined) return new Moment(clock, micro, undefined);
  const name = offset === 0 ? "UTC" : `UTC${offsetText(offset)}`;
  return new Moment(clock, micro, { name, offset: () => offset, abbreviation: () => name });
}
