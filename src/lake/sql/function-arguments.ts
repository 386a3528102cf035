import { coerce } from "./cast";
import type { Context } from "./environment";
import { SqlError } from "./error";
import type { CallExpression, Expression } from "./syntax";
import { type SqlType, typeText } from "./types";
import type { Typed } from "./typing";

/** Writes a call of one function. */
export type Custom = (call: CallExpression, context: Context) => Typed;

/** Writes the arguments of a call, which must be as many as one of the counts says. */
export function argumentsOf(
  call: CallExpression,
  context: Context,
  least: number,
  most = least,
): readonly Typed[] {
  const args = call.args.map((arg) => context.env.expression(arg, context));
  if (args.length < least || args.length > most) throw unexpected(call, args);
  return args;
}

/** Says that no form of a function takes these arguments. */
export function unexpected(call: CallExpression, args: readonly Typed[]): SqlError {
  const given = args.map((arg) => typeText(arg.type)).join(", ");
  const text = `Unexpected parameters (${given}) for function ${call.name}`;
  return new SqlError("FUNCTION_NOT_FOUND", text, call.at);
}

/** Gives one argument, in a type when one is asked for. */
export function argument(
  call: CallExpression,
  args: readonly Typed[],
  index: number,
  type?: SqlType,
): Typed {
  const value = args[index];
  if (value === undefined) throw unexpected(call, args);
  return type === undefined
    ? value
    : coerce(value, type, call.args[index]?.at ?? call.at, "argument");
}

/** Gives the text of an argument that has to be written as a literal here. */
export function literalText(call: CallExpression, index: number, context: Context): string {
  const written = call.args[index];
  const value: Expression | undefined =
    written?.kind === "parameter" ? context.env.parameters[written.index] : written;
  if (value?.kind === "string") return value.value;
  const text = `${call.name} needs a constant text as its argument ${index + 1}`;
  throw new SqlError("NOT_SUPPORTED", text, written?.at ?? call.at);
}
