import { DBT_ENVIRONMENT } from "./environment";
import { JinjaError } from "./errors";
import { compileCallable } from "./evaluate/compile-callable";
import { compileBody } from "./evaluate/compile-statement";
import { Compiler } from "./evaluate/compiler";
import { Macro, type MacroCode } from "./evaluate/macro";
import type { Context, Environment, Session } from "./evaluate/runtime";
import { Scope } from "./evaluate/scope";
import type { CustomStatement, MacroStatement } from "./syntax/ast";
import { cutBlocks } from "./syntax/blocks";
import { parse } from "./syntax/parser";
import { Source } from "./syntax/position";

/** Is one block of a macro file: found at once, parsed when it is first needed. */
export interface MacroDefinition {
  /** Holds the block's tag: macro, test, data_test, snapshot, docs, materialization. */
  readonly tag: string;
  readonly name: string;
  /** Holds the file's name, and the line on which the block begins. */
  readonly template: string;
  readonly line: number;
  /** Holds the block as it is written, tags included; and what stands between its tags. */
  readonly source: string;
  readonly body: string;
  /** Parses the block, if that is not done yet; throws JinjaError for what is wrong in it. */
  statement(): MacroStatement | CustomStatement;
  /** Gives the block as a macro whose names are looked up in `context`. */
  bind(context: Context, session: Session): Macro;
}

/** Finds the blocks of a macro file; what stands between them is not looked at. */
export function loadMacros(
  text: string,
  name: string,
  environment: Environment = DBT_ENVIRONMENT,
): MacroDefinition[] {
  const file = new Source(text, name);
  const tags = new Set(["macro", ...environment.customTags]);
  return cutBlocks(file, tags).map((block) => {
    const { line } = file.placeOf(block.start);
    const source = file.text.slice(block.start, block.end);
    const body = file.text.slice(block.bodyStart, block.bodyEnd);
    const lazy = new LazyBlock(new Source(source, name, line), environment);
    return {
      tag: block.tag,
      name: block.name,
      template: name,
      line,
      source,
      body,
      statement: () => lazy.statement(),
      bind: (context, session) => lazy.bind(context, session),
    };
  });
}

class LazyBlock {
  private readonly source: Source;
  private readonly environment: Environment;
  private parsed: MacroStatement | CustomStatement | undefined;
  private code: MacroCode | undefined;

  constructor(source: Source, environment: Environment) {
    this.source = source;
    this.environment = environment;
  }

  statement(): MacroStatement | CustomStatement {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  bind(context: Context, session: Session): Macro {
    this.code ??= this.compile();
    const { environment } = this;
    const runtime = { environment, context, session, native: false };
    return new Macro(this.code, { slots: [], parent: undefined, runtime });
  }

  private parse(): MacroStatement | CustomStatement {
    for (const statement of parse(this.source, this.environment))
      if (statement.kind === "macro" || statement.kind === "custom") return statement;
    throw new JinjaError("TemplateSyntaxError", "no block found", this.source.placeOf(0));
  }

  private compile(): MacroCode {
    const statement = this.statement();
    const compiler = new Compiler(this.source, this.environment);
    const outer = new Scope({ size: 0 }, undefined);
    return compileCallable(compiler, outer, statement, statement.name, compileBody, true);
  }
}
