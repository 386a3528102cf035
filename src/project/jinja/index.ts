/**
 * Jinja2 as dbt uses it: templates and macro files in, text or values out.
 *
 * It reads no file, clock, network or environment, draws no random number, and never waits: a
 * host that has no answer yet throws something that is no Error, which passes through every
 * macro unchanged, and renders again later. Rendering changes nothing but the values the host
 * handed in and the session's macro stack, which is empty again afterwards.
 *
 * Values follow Python: arrays are lists, integers ints, other numbers and PyFloat floats, null
 * is None, PyDict and PyTuple dicts and tuples. Hosts hand in functions (args, kwargs) and
 * objects of the PyObject interface. Errors are JinjaError, with place and macro stack.
 */
export {
  createEnvironment,
  DBT_ENVIRONMENT,
  DBT_TAGS,
  type EnvironmentOptions,
} from "./environment";
export {
  JinjaError,
  type MacroCall,
  type Place,
  PyError,
  ReturnSignal,
  typeError,
  valueError,
} from "./errors";
export { getAttribute, getItem, isUndefined } from "./evaluate/access";
export { Macro } from "./evaluate/macro";
export { Namespace } from "./evaluate/namespace";
export {
  type Context,
  createSession,
  type Environment,
  type Filter,
  named,
  type Runtime,
  type Session,
  type Test,
} from "./evaluate/runtime";
export { type JsonOptions, toHtmlSafeJson, toJson } from "./library/json";
export { literalValue } from "./library/literal";
export { loadMacros, type MacroDefinition } from "./macro-file";
export type { CustomStatement, Expression, MacroStatement, Statement } from "./syntax/ast";
export { contextOf, parseTemplate, type Template } from "./template";
export { attributeOf, contains, itemOf, lengthOf } from "./values/access";
export { arithmetic } from "./values/arithmetic";
export { bind } from "./values/bind";
export { callValue, isCallable } from "./values/call";
export { compare } from "./values/compare";
export { toDouble, toIndex, toInteger } from "./values/convert";
export { keyError, PyDict } from "./values/dict";
export { DictView, updateDict } from "./values/dict-methods";
export { equals, truthy } from "./values/equality";
export { float, PyFloat } from "./values/float";
export { fromHost, toHost } from "./values/host";
export { iterate, PyIterator, PyRange, toList } from "./values/iterate";
export { PySet } from "./values/set";
export { repr, str } from "./values/text";
export { PyTuple } from "./values/tuple";
export { Undefined, type UndefinedMode } from "./values/undefined";
export {
  isObject,
  type Kwargs,
  NO_KWARGS,
  type PyFunction,
  type PyObject,
  typeName,
  type Value,
} from "./values/value";
