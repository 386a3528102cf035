import type { Statement } from "./ast";
import type { TokenStream } from "./stream";

/** Gives statement parsers the stream and a way to parse bodies. */
export interface BlockParser {
  readonly stream: TokenStream;
  readonly customTags: ReadonlySet<string>;
  body(ends: readonly string[]): Statement[];
}
