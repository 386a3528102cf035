import { createHash } from "node:crypto";
import type { Context } from "./context-base";
import { bind, iterate, type PyFunction, PySet, PyTuple, toJson, type Value } from "./jinja";
import { momentValue } from "./moment";
import type { LoadOptions } from "./project";
import { textOf, toTemplate } from "./values";
import { parseYaml } from "./yaml";

/** Makes the functions and values of every dbt template that need no node and no connection. */
export function generalFunctions(options: LoadOptions): Context {
  return {
    log: nothing,
    print: nothing,
    tojson: ([value]) => toJson(value ?? null),
    fromjson: (args, kwargs) => {
      const [text, fallback] = bind("fromjson", ["string", "default"], args, kwargs, 1);
      return parsed(() => JSON.parse(textOf(text ?? "")), fallback);
    },
    fromyaml: (args, kwargs) => {
      const [text, fallback] = bind("fromyaml", ["value", "default"], args, kwargs, 1);
      return parsed(() => parseYaml("fromyaml", textOf(text ?? "")).value, fallback);
    },
    set: ([items]) => new PySet(iterate(items ?? [])),
    zip,
    local_md5: ([text]) =>
      createHash("md5")
        .update(textOf(text ?? ""))
        .digest("hex"),
    run_started_at: momentValue(options.now),
    invocation_id: options.invocationId,
    dbt_version: "1.11.0",
  };
}

const nothing: PyFunction = () => "";

const zip: PyFunction = (args) => {
  const lists = args.map((items) => [...iterate(items)]);
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  return Array.from(
    { length },
    (_, at) => new PyTuple(lists.map((list): Value => list[at] ?? null)),
  );
};

function parsed(parse: () => unknown, fallback: Value | undefined): Value {
  try {
    return toTemplate(parse());
  } catch {
    return fallback ?? null;
  }
}
