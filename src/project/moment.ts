import type { PyObject, Value } from "./jinja";
import { textOf } from "./values";

const months =
  "January February March April May June July August September October November December";
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday";

/** Makes a point in time as templates see it: Python's datetime in UTC, as far as it can be read. */
export function momentValue(iso: string): PyObject {
  const time = new Date(iso);
  const plain = format(time, "%Y-%m-%d");
  const fraction = time.getUTCMilliseconds() === 0 ? "" : format(time, ".%f");
  const clock = `${format(time, "%H:%M:%S")}${fraction}+00:00`;
  const members: Readonly<Record<string, Value>> = {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
    second: time.getUTCSeconds(),
    microsecond: time.getUTCMilliseconds() * 1000,
    isoformat: () => `${plain}T${clock}`,
    strftime: (args) => format(time, textOf(args[0] ?? "")),
    date: () => dateValue(time),
    timestamp: () => time.getTime() / 1000,
    astimezone: () => momentValue(iso),
  };
  return {
    pyType: "datetime.datetime",
    truthy: () => true,
    str: () => `${plain} ${clock}`,
    repr: () => `datetime.datetime(${plain} ${clock})`,
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}

function dateValue(time: Date): PyObject {
  const plain = format(time, "%Y-%m-%d");
  return {
    pyType: "datetime.date",
    truthy: () => true,
    str: () => plain,
    repr: () => `datetime.date(${plain})`,
    getAttr: (name) => {
      if (name === "isoformat") return () => plain;
      return name === "strftime" ? (args) => format(time, textOf(args[0] ?? "")) : undefined;
    },
  };
}

/** Formats as Python's strftime does; what it does not know stays as it is. */
function format(time: Date, pattern: string): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
  const month = months.split(" ")[time.getUTCMonth()] ?? "";
  const day = days.split(" ")[time.getUTCDay()] ?? "";
  const hour = time.getUTCHours();
  const dayOfYear =
    Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const values: Readonly<Record<string, string>> = {
    Y: pad(time.getUTCFullYear(), 4),
    y: pad(time.getUTCFullYear() % 100),
    m: pad(time.getUTCMonth() + 1),
    d: pad(time.getUTCDate()),
    H: pad(hour),
    I: pad(hour % 12 === 0 ? 12 : hour % 12),
    M: pad(time.getUTCMinutes()),
    S: pad(time.getUTCSeconds()),
    f: pad(time.getUTCMilliseconds() * 1000, 6),
    j: pad(dayOfYear, 3),
    p: hour < 12 ? "AM" : "PM",
    B: month,
    b: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    w: String(time.getUTCDay()),
    Z: "UTC",
    z: "+0000",
    F: time.toISOString().slice(0, 10),
    T: time.toISOString().slice(11, 19),
    "%": "%",
  };
  return pattern.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole);
}
