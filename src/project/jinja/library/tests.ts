import { typeError } from "../errors";
import { isUndefined } from "../evaluate/access";
import type { Test } from "../evaluate/runtime";
import { contains } from "../values/access";
import { arithmetic } from "../values/arithmetic";
import { isCallable } from "../values/call";
import { compare } from "../values/compare";
import { equals } from "../values/equality";
import { PyFloat } from "../values/float";
import { isIterable } from "../values/iterate";
import { str } from "../values/text";
import { isLower, isUpper } from "../values/text-case";
import { PyTuple } from "../values/tuple";
import { isObject, type Value } from "../values/value";

function one(holds: (value: Value) => boolean): Test {
  return ([value = null]) => holds(value);
}

function two(name: string, holds: (value: Value, other: Value) => boolean): Test {
  return ([value = null, other]) => {
    if (other === undefined) throw typeError(`test_${name}() missing 1 required argument`);
    return holds(value, other);
  };
}

function isInteger(value: Value): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function isFloat(value: Value): boolean {
  return value instanceof PyFloat || (typeof value === "number" && !Number.isInteger(value));
}

function isSequence(value: Value): boolean {
  if (typeof value === "string" || Array.isArray(value)) return true;
  if (!isObject(value) || value.length === undefined) return false;
  return value instanceof PyTuple || value.isSequence === true || value.getItem !== undefined;
}

function same(value: Value, other: Value): boolean {
  return value === other;
}

const equal = two("eq", equals);
const differs = two("ne", (value, other) => !equals(value, other));
const greater = two("gt", (value, other) => compare(value, other, ">") > 0);
const less = two("lt", (value, other) => compare(value, other, "<") < 0);
const atLeast = two("ge", (value, other) => compare(value, other, ">=") >= 0);
const atMost = two("le", (value, other) => compare(value, other, "<=") <= 0);

function remainder(value: Value, by: Value): Value {
  return arithmetic("%", value, by);
}

/** Holds Jinja's tests. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["defined", one((value) => !isUndefined(value))],
  ["undefined", one(isUndefined)],
  ["none", one((value) => value === null)],
  ["boolean", one((value) => typeof value === "boolean")],
  ["true", one((value) => value === true)],
  ["false", one((value) => value === false)],
  ["integer", one(isInteger)],
  ["float", one(isFloat)],
  ["number", one((v) => isInteger(v) || isFloat(v) || typeof v === "boolean")],
  ["string", one((value) => typeof value === "string")],
  ["mapping", one((value) => isObject(value) && value.isMapping === true)],
  ["sequence", one(isSequence)],
  ["iterable", one(isIterable)],
  ["callable", one(isCallable)],
  ["lower", one((value) => isLower(str(value)))],
  ["upper", one((value) => isUpper(str(value)))],
  ["escaped", one(() => false)],
  ["odd", one((value) => equals(remainder(value, 2), 1))],
  ["even", one((value) => equals(remainder(value, 2), 0))],
  ["divisibleby", two("divisibleby", (value, by) => equals(remainder(value, by), 0))],
  ["sameas", two("sameas", same)],
  ["in", two("in", (value, container) => contains(container, value))],
  ["filter", ([value = null], _kwargs, { environment }) => environment.filters.has(str(value))],
  ["test", ([value = null], _kwargs, { environment }) => environment.tests.has(str(value))],
  ["==", equal],
  ["eq", equal],
  ["equalto", equal],
  ["!=", differs],
  ["ne", differs],
  [">", greater],
  ["gt", greater],
  ["greaterthan", greater],
  ["<", less],
  ["lt", less],
  ["lessthan", less],
  [">=", atLeast],
  ["ge", atLeast],
  ["<=", atMost],
  ["le", atMost],
]);
