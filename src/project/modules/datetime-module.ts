import type { Kwargs, PyFunction, PyObject, Value } from "../jinja";
import { valueError } from "../jinja";
import { textOf } from "../values";
import { Duration } from "./durations";
import { Moment, parsedMoment } from "./moments";
import { ZoneValue } from "./zones";

const day = 86_400_000;

/** Makes `modules.datetime`; `now` is the time of the load, so that a plan can be repeated. */
export function datetimeModule(now: string): Readonly<Record<string, Value>> {
  const naive = new Moment(Date.parse(now), 0, undefined);
  const today = new Moment(Math.floor(naive.clock / day) * day, 0, undefined, true);
  const nowIn: PyFunction = (args, kwargs) => {
    const zone = args[0] ?? kwargs.get("tz");
    if (!(zone instanceof ZoneValue)) return naive;
    return new Moment(naive.clock + zone.zone.offset(naive.clock), 0, zone.zone);
  };
  const fromIso: PyFunction = ([text]) => isoMoment(textOf(text ?? ""), false);
  const fromStamp: PyFunction = ([seconds]) => {
    const micros = Math.round(Number(textOf(seconds ?? 0)) * 1e6);
    const clock = Math.floor(micros / 1000);
    return new Moment(clock, micros - clock * 1000, undefined);
  };
  const datetime = typeValue("datetime.datetime", (args, kwargs) => Moment.from(args, kwargs), {
    now: nowIn,
    utcnow: () => naive,
    today: () => naive,
    strptime: ([text, pattern]) => parsedMoment(textOf(text ?? ""), textOf(pattern ?? "")),
    fromisoformat: fromIso,
    fromtimestamp: fromStamp,
    utcfromtimestamp: fromStamp,
    combine: ([date]) =>
      date instanceof Moment ? new Moment(date.clock, 0, undefined) : (date ?? null),
  });
  const date = typeValue("datetime.date", (args, kwargs) => Moment.from(args, kwargs, true), {
    today: () => today,
    fromisoformat: ([text]) => isoMoment(textOf(text ?? ""), true),
  });
  const timedelta = typeValue(
    "datetime.timedelta",
    (args, kwargs) => Duration.of(kwargs, args),
    {},
  );
  return { datetime, date, timedelta };
}

function isoMoment(text: string, isDate: boolean): Moment {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)?)?$/.exec(
      text,
    );
  if (match === null) throw valueError(`Invalid isoformat string: '${text}'`);
  const [, date = "", time = "00:00", fraction = "0", zone] = match;
  const clock = time.length === 5 ? `${time}:00` : time;
  const micros = fraction.padEnd(6, "0");
  const pattern = `%Y-%m-%d %H:%M:%S.%f${zone === undefined ? "" : "%z"}`;
  const found = parsedMoment(`${date} ${clock}.${micros}${zone ?? ""}`, pattern);
  return isDate ? new Moment(found.clock, 0, undefined, true) : found;
}

function typeValue(
  pyType: string,
  make: (args: readonly Value[], kwargs: Kwargs) => Value,
  members: Readonly<Record<string, PyFunction>>,
): PyObject {
  return {
    pyType: "type",
    truthy: () => true,
    str: () => `<class '${pyType}'>`,
    call: make,
    getAttr: (name) => (Object.hasOwn(members, name) ? members[name] : undefined),
  };
}
