import type { Callable, Expression, Parameter, Statement } from "./ast";
import type { BlockParser } from "./block-parser";
import { parseExpression } from "./parse-expression";
import type { SpecialUses, TokenStream } from "./stream";

/** Parses a head and a body, and notes which implicit parameters the body reads. */
export function parseCallable(
  parser: BlockParser,
  ends: readonly string[],
  head: (signature: () => Parameter[]) => readonly Parameter[],
): Callable {
  const { stream } = parser;
  const parameters = head(() => parseSignature(stream));
  const uses: SpecialUses = { varargs: false, kwargs: false, caller: false };
  stream.uses.push(uses);
  const body = parser.body(ends);
  stream.next();
  stream.uses.pop();
  const named = new Set(parameters.map((parameter) => parameter.name));
  for (const parameter of parameters)
    if (parameter.name === "caller" && parameter.default === undefined)
      throw stream.fail(
        'When defining macros or call blocks the special "caller" argument must be omitted ' +
          "or be given a default.",
      );
  return {
    parameters,
    body,
    usesVarargs: uses.varargs && !named.has("varargs"),
    usesKwargs: uses.kwargs && !named.has("kwargs"),
    usesCaller: uses.caller && !named.has("caller"),
  };
}

/** Parses `macro name(parameters)` and its body. */
export function parseMacro(parser: BlockParser): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const name = stream.expect("name").value;
  const callable = parseCallable(parser, ["endmacro"], (signature) => signature());
  return { kind: "macro", pos, name, ...callable };
}

/** Parses a block of the host: `tag name [(parameters)] [, option [= value]]…` and its body. */
export function parseCustom(parser: BlockParser, tag: string): Statement {
  const { stream } = parser;
  const { pos } = stream.next();
  const name = stream.expect("name").value;
  const options: { name: string; value: Expression | undefined }[] = [];
  const callable = parseCallable(parser, [`end${tag}`], (signature) => {
    const parameters = stream.isOperator("(") ? signature() : [];
    while (stream.skipOperator(",")) {
      const option = stream.expect("name").value;
      const value = stream.skipOperator("=") ? parseExpression(stream) : undefined;
      options.push({ name: option, value });
    }
    return parameters;
  });
  return { kind: "custom", pos, tag, name, options, ...callable };
}

function parseSignature(stream: TokenStream): Parameter[] {
  const parameters: { name: string; default: Expression | undefined }[] = [];
  stream.expectOperator("(");
  while (!stream.isOperator(")")) {
    if (parameters.length > 0) stream.expectOperator(",");
    const { value: name } = stream.expect("name");
    if (stream.skipOperator(":")) skipTypeName(stream);
    const byDefault = stream.skipOperator("=") ? parseExpression(stream) : undefined;
    if (byDefault === undefined && parameters.at(-1)?.default !== undefined)
      throw stream.fail("non-default argument follows default argument");
    parameters.push({ name, default: byDefault });
  }
  stream.next();
  return parameters;
}

/** Reads a type annotation, which dbt accepts and which changes nothing: `Dict[str, int]`. */
function skipTypeName(stream: TokenStream): void {
  stream.expect("name");
  if (!stream.skipOperator("[")) return;
  do skipTypeName(stream);
  while (stream.skipOperator(","));
  stream.expectOperator("]");
}
