import { JinjaError } from "../errors";
import type { Source } from "../syntax/position";
import type { Environment } from "./runtime";

/** Holds what the compilation of one template needs besides the scope at hand. */
export class Compiler {
  readonly source: Source;
  readonly environment: Environment;
  /** Whether the code at hand stands in a branch, where unknown filters may never be met. */
  soft = false;
  /** Counts the loops around the code at hand, within its macro. */
  private loops = 0;

  constructor(source: Source, environment: Environment) {
    this.source = source;
    this.environment = environment;
  }

  /** Compiles the branches of a condition. */
  softly<T>(compile: () => T): T {
    return this.withSoft(true, compile);
  }

  /** Compiles what has a scope of its own, which Jinja checks at once even inside branches. */
  strictly<T>(compile: () => T): T {
    return this.withSoft(false, compile);
  }

  /** Compiles the body of a loop, or, with `outside`, what a loop around does not reach. */
  looping<T>(compile: () => T, outside = false): T {
    const before = this.loops;
    this.loops = outside ? 0 : before + 1;
    const result = compile();
    this.loops = before;
    return result;
  }

  /** Checks that a break or continue has a loop. */
  requireLoop(word: string, pos: number): void {
    if (this.loops > 0) return;
    const where = word === "break" ? "outside loop" : "not properly in loop";
    throw this.fail("SyntaxError", `'${word}' ${where}`, pos);
  }

  fail(type: string, message: string, pos: number): JinjaError {
    return new JinjaError(type, message, this.source.placeOf(pos));
  }

  private withSoft<T>(soft: boolean, compile: () => T): T {
    const before = this.soft;
    this.soft = soft;
    const result = compile();
    this.soft = before;
    return result;
  }
}
