import { valueError } from "../jinja";

const months =
  "January February March April May June July August September October November December".split(
    " ",
  );
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Is a clock's reading: milliseconds as if it were UTC, and microseconds below them. */
export interface Reading {
  readonly clock: number;
  readonly micro: number;
  readonly zone?: string;
  /** How far the clock is ahead of UTC, in milliseconds. */
  readonly offset?: number;
}

/** Formats as Python's strftime does; what it does not know stays as it is. */
export function formatTime(reading: Reading, pattern: string): string {
  return pattern.replace(/%([-#]?)(.)/g, (whole, dash: string, letter: string) => {
    const value = letterOf(reading, letter);
    if (value === undefined) return whole;
    return dash === "" ? value : value.replace(/^0+(?=\d)/, "");
  });
}

function letterOf(reading: Reading, letter: string): string | undefined {
  const time = new Date(reading.clock);
  const year = time.getUTCFullYear();
  const hour = time.getUTCHours();
  const month = months[time.getUTCMonth()] ?? "";
  const day = days[time.getUTCDay()] ?? "";
  const ordinal = Math.floor((reading.clock - Date.UTC(year, 0, 1)) / 86_400_000);
  const weekday = time.getUTCDay();
  const values: Readonly<Record<string, () => string>> = {
    Y: () => pad(year, 4),
    y: () => pad(year % 100),
    m: () => pad(time.getUTCMonth() + 1),
    d: () => pad(time.getUTCDate()),
    e: () => String(time.getUTCDate()).padStart(2, " "),
    H: () => pad(hour),
    I: () => pad(hour % 12 === 0 ? 12 : hour % 12),
    M: () => pad(time.getUTCMinutes()),
    S: () => pad(time.getUTCSeconds()),
    f: () => pad(time.getUTCMilliseconds() * 1000 + reading.micro, 6),
    j: () => pad(ordinal + 1, 3),
    p: () => (hour < 12 ? "AM" : "PM"),
    B: () => month,
    b: () => month.slice(0, 3),
    A: () => day,
    a: () => day.slice(0, 3),
    w: () => String(weekday),
    u: () => String(weekday === 0 ? 7 : weekday),
    U: () => pad(Math.floor((ordinal + 7 - weekday) / 7)),
    W: () => pad(Math.floor((ordinal + 7 - ((weekday + 6) % 7)) / 7)),
    G: () => String(isoWeek(reading.clock)[0]),
    V: () => pad(isoWeek(reading.clock)[1]),
    Z: () => reading.zone ?? "",
    z: () => (reading.offset === undefined ? "" : offsetText(reading.offset, "")),
    s: () => String(Math.floor((reading.clock - (reading.offset ?? 0)) / 1000)),
    F: () => time.toISOString().slice(0, 10),
    T: () => time.toISOString().slice(11, 19),
    D: () => formatTime(reading, "%m/%d/%y"),
    "%": () => "%",
  };
  return Object.hasOwn(values, letter) ? values[letter]?.() : undefined;
}

/** Writes an offset as `+02:00`, or with another separator. */
export function offsetText(offset: number, separator = ":"): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const sign = offset < 0 ? "-" : "+";
  return `${sign}${pad(Math.floor(minutes / 60))}${separator}${pad(minutes % 60)}`;
}

/** Gives year, week and weekday as ISO counts them. */
export function isoWeek(clock: number): readonly [number, number, number] {
  const day = Math.floor(clock / 86_400_000);
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  const thursday = new Date((day - weekday + 4) * 86_400_000);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return [year, week, weekday];
}

const directives: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  y: "(?<y>\\d{2})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  I: "(?<I>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  f: "(?<f>\\d{1,6})",
  j: "(?<j>\\d{1,3})",
  p: "(?<p>[AaPp][Mm])",
  z: "(?<z>[+-]\\d{2}:?\\d{2}|Z)",
  B: `(?<B>${months.join("|")})`,
  b: `(?<b>${months.map((month) => month.slice(0, 3)).join("|")})`,
  A: `(?:${days.join("|")})`,
  a: `(?:${days.map((day) => day.slice(0, 3)).join("|")})`,
  "%": "%",
};

/** Reads a text as Python's strptime does. */
export function parseTime(text: string, pattern: string): Reading {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%(.)/g, (whole, letter: string) => directives[letter] ?? whole);
  const groups = new RegExp(`^${source}$`, "i").exec(text)?.groups;
  if (groups === undefined && !new RegExp(`^${source}$`, "i").test(text)) {
    throw valueError(`time data '${text}' does not match format '${pattern}'`);
  }
  const part = (name: string, fallback: number): number => Number(groups?.[name] ?? fallback);
  const short = groups?.["y"] === undefined ? undefined : part("y", 0);
  const year = short === undefined ? part("Y", 1900) : short + (short < 69 ? 2000 : 1900);
  const isAfternoon = groups?.["p"]?.toLowerCase() === "pm";
  const hour =
    groups?.["I"] === undefined ? part("H", 0) : (part("I", 0) % 12) + (isAfternoon ? 12 : 0);
  const named = (groups?.["b"] ?? groups?.["B"] ?? "").slice(0, 3).toLowerCase();
  const index = months.findIndex((month) => month.slice(0, 3).toLowerCase() === named);
  const month = named === "" ? part("m", 1) : index + 1;
  const day = groups?.["j"] === undefined ? part("d", 1) : part("j", 1);
  const fraction = Number((groups?.["f"] ?? "0").padEnd(6, "0"));
  const whole = Date.UTC(
    year,
    groups?.["j"] === undefined ? month - 1 : 0,
    day,
    hour,
    part("M", 0),
    part("S", 0),
  );
  const offset = offsetOf(groups?.["z"]);
  return {
    clock: whole + Math.floor(fraction / 1000),
    micro: fraction % 1000,
    ...(offset === undefined ? {} : { offset }),
  };
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "Z") return 0;
  const digits = text.replace(/\D/g, "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return (text.startsWith("-") ? -minutes : minutes) * 60_000;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
