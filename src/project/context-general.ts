import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { Suspension } from "./catalog";
import { type Context, namespaceValue } from "./context-base";
import { TemplateFault } from "./fault";
import {
  bind,
  equals,
  iterate,
  PyDict,
  type PyFunction,
  PySet,
  PyTuple,
  toHost,
  toJson,
  type Value,
} from "./jinja";
import { datetimeModule } from "./modules/datetime-module";
import { itertoolsModule } from "./modules/itertools-module";
import { localized, Moment } from "./modules/moments";
import { reModule } from "./modules/re-module";
import { pytzModule } from "./modules/zones";
import type { LoadOptions } from "./project";
import { parseJson, textOf, toTemplate } from "./values";
import { parseYaml } from "./yaml";

/** Says as which version of dbt templates may take this. */
export const dbtVersion = "1.11.0";

/** Makes the functions and values of every dbt template that need no node and no connection. */
export function generalFunctions(options: LoadOptions): Context {
  return {
    log: nothing,
    print: nothing,
    debug: nothing,
    tojson: (args, kwargs) => {
      const [value, fallback, sorted] = bind("tojson", jsonKeys, args, kwargs, 1);
      return attempted(() => toJson(value ?? null, { sortKeys: sorted === true }), fallback);
    },
    fromjson: (args, kwargs) => {
      const [text, fallback] = bind("fromjson", ["string", "default"], args, kwargs, 1);
      return attempted(() => toTemplate(parseJson(textOf(text ?? ""))), fallback);
    },
    fromyaml: (args, kwargs) => {
      const [text, fallback] = bind("fromyaml", ["value", "default"], args, kwargs, 1);
      return attempted(() => toTemplate(parseYaml("fromyaml", textOf(text ?? "")).value), fallback);
    },
    toyaml: (args, kwargs) => {
      const [value, fallback, sorted] = bind("toyaml", jsonKeys, args, kwargs, 1);
      const options = { sortMapEntries: sorted === true, indentSeq: false, lineWidth: 80 };
      return attempted(() => stringify(toHost(value ?? null), options), fallback);
    },
    set: ([items, fallback]) => attempted(() => new PySet(iterate(items ?? null)), fallback),
    set_strict: ([items]) => new PySet(iterate(items ?? null)),
    zip: (args, kwargs) => attempted(() => zip(args), kwargs.get("default")),
    zip_strict: (args) => zip(args),
    try_or_compiler_error: tryOrFail,
    diff_of_two_dicts: ([left, right]) => difference(left ?? null, right ?? null),
    local_md5: ([text]) =>
      createHash("md5")
        .update(textOf(text ?? ""))
        .digest("hex"),
    run_started_at: Moment.of(options.now),
    invocation_id: options.invocationId,
    thread_id: "main",
    dbt_version: dbtVersion,
    selected_resources: [],
    modules: namespaceValue("modules", {
      datetime: namespaceValue("datetime", datetimeModule(options.now)),
      pytz: namespaceValue("pytz", pytzModule(localized)),
      re: namespaceValue("re", reModule()),
      itertools: namespaceValue("itertools", itertoolsModule),
    }),
  };
}

const jsonKeys = ["value", "default", "sort_keys"];
const nothing: PyFunction = () => "";

function zip(args: readonly Value[]): Value {
  const lists = args.map((items) => [...iterate(items)]);
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  return Array.from(
    { length },
    (_, at) => new PyTuple(lists.map((list): Value => list[at] ?? null)),
  );
}

function attempted(make: () => Value, fallback: Value | undefined): Value {
  try {
    return make();
  } catch {
    return fallback ?? null;
  }
}

const tryOrFail: PyFunction = ([message, call, ...args], kwargs) => {
  try {
    return typeof call === "function" ? call(args, kwargs) : null;
  } catch (error) {
    if (error instanceof Suspension) throw error;
    throw new TemplateFault("AF117", textOf(message ?? ""));
  }
};

/** Gives the entries of one dict that another lacks; lists are compared item by item. */
function difference(left: Value, right: Value): Value {
  const result = new PyDict();
  if (!(left instanceof PyDict) || !(right instanceof PyDict)) return result;
  const names = new Map(
    [...right.entries()].map(([key, value]) => [textOf(key).toLowerCase(), value]),
  );
  for (const [key, value] of left.entries()) {
    const other = names.get(textOf(key).toLowerCase());
    if (other === undefined) result.set(key, value);
    else {
      const known = [...iterate(other)];
      const lacking = [...iterate(value)].filter((item) => !known.some((one) => equals(one, item)));
      if (lacking.length > 0) result.set(key, lacking);
    }
  }
  return result;
}
