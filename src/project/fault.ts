import type { Code } from "../errors";

/** Is thrown by functions that templates call; gets its place from the template around it. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";
  constructor(
    readonly code: Code,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
