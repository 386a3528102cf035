import type { Connection } from "../state";
import { TemplateFault } from "./fault";
import { bind, PyDict, type PyFunction, type PyObject, type Value } from "./jinja";
import { nearest } from "./nearest";
import type { LoadOptions } from "./project";
import { textOf, toTemplate } from "./values";
import { YamlFloat } from "./yaml-scalar";

/** Is the globals of a template, by name; it may lie over another one. */
export interface Context {
  [name: string]: Value | undefined;
}

/** Lays names over a context without copying it: thousands of renderings share the one below. */
export function extend(below: Context | null, names: Context): Context {
  const context = Object.create(below) as Context;
  return Object.defineProperties(context, Object.getOwnPropertyDescriptors(names)) as Context;
}

/** Makes an object of named functions and values, for instance `exceptions`. */
export function namespaceValue(name: string, members: Readonly<Record<string, Value>>): PyObject {
  return {
    pyType: name,
    getAttr: (key) => (Object.hasOwn(members, key) ? members[key] : undefined),
    str: () => `<${name}>`,
    truthy: () => true,
  };
}

/** Makes `env_var`: reads the environment given as an option, never the process. */
export function envVar(options: LoadOptions): PyFunction {
  return (args, kwargs) => {
    const [name, fallback] = bind("env_var", ["var", "default"], args, kwargs, 1);
    const key = textOf(name ?? "");
    const value = options.env[key];
    if (value !== undefined) return value;
    if (fallback !== undefined && fallback !== null) return textOf(fallback);
    throw new TemplateFault(
      "AF111",
      `environment variable "${key}" is not set`,
      `Export ${key}, or give a default: env_var('${key}', '…')`,
    );
  };
}

/** Looks up variables, first where they are nearest: options, then package, then project. */
export interface Vars {
  readonly layers: readonly Readonly<Record<string, unknown>>[];
  /** When reading for refs and config only, what is not set is None. */
  readonly lenient: boolean;
}

/** Makes `var`, with `var.has_var`. */
export function varValue(vars: Vars): PyObject {
  const find = (name: string): { readonly value: unknown } | undefined => {
    const layer = vars.layers.find((one) => Object.hasOwn(one, name));
    return layer === undefined ? undefined : { value: layer[name] };
  };
  return {
    pyType: "Var",
    truthy: () => true,
    getAttr: (name) =>
      name === "has_var" ? (args) => find(textOf(args[0] ?? "")) !== undefined : undefined,
    call: (args, kwargs) => {
      const [given, fallback] = bind("var", ["var_name", "default"], args, kwargs, 1);
      const name = textOf(given ?? "");
      const found = find(name);
      if (found !== undefined) return toTemplate(found.value);
      if (fallback !== undefined) return fallback;
      if (vars.lenient) return null;
      throw unsetVar(name, vars);
    },
  };
}

function unsetVar(name: string, vars: Vars): TemplateFault {
  const near = nearest(
    name,
    vars.layers.flatMap((layer) => Object.keys(layer)),
  );
  const hint = near === undefined ? undefined : `Did you mean "${near}"?`;
  return new TemplateFault("AF110", `variable "${name}" is not set`, hint);
}

/** Makes `target`: the connection without anything secret. */
export function targetValue(connection: Connection): PyDict {
  const entries: readonly [string, unknown][] = [
    ["name", connection.target],
    ["target_name", connection.target],
    ["profile_name", connection.profile],
    ["type", "athena"],
    ["threads", connection.threads],
    ["database", connection.database],
    ["schema", connection.schema],
    ["region_name", connection.region],
    ["s3_staging_dir", connection.s3StagingDir],
    ["s3_data_dir", connection.s3DataDir],
    ["s3_data_naming", connection.s3DataNaming],
    ["s3_tmp_table_dir", connection.s3TmpTableDir],
    ["work_group", connection.workGroup],
    ["endpoint_url", connection.endpointUrl],
    ["skip_workgroup_check", connection.skipWorkgroupCheck],
    ["poll_interval", new YamlFloat(connection.pollInterval)],
    ["num_retries", connection.numRetries],
    ["num_boto3_retries", connection.numBoto3Retries],
    ["num_iceberg_retries", connection.numIcebergRetries],
    ["aws_profile_name", connection.auth.awsProfileName],
    ["assume_role_arn", connection.auth.assumeRoleArn],
    ["seed_s3_upload_args", connection.seedS3UploadArgs],
    ["lf_tags_database", connection.lfTagsDatabase],
  ];
  return new PyDict(entries.map(([key, value]) => [key, toTemplate(value)]));
}

/** Makes `exceptions`. */
export function exceptionsValue(warn: (message: string) => void): PyObject {
  const raise: PyFunction = (args) => {
    throw new TemplateFault("AF117", textOf(args[0] ?? ""));
  };
  return namespaceValue("exceptions", {
    raise_compiler_error: raise,
    raise_parsing_error: raise,
    raise_not_implemented: raise,
    warn: (args) => {
      warn(textOf(args[0] ?? ""));
      return "";
    },
  });
}
