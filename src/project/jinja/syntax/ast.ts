/** Is an expression; `pos` is an offset in the template's normalised text. */
export type Expression =
  | { readonly kind: "constant"; readonly pos: number; readonly value: Constant }
  | { readonly kind: "name"; readonly pos: number; readonly name: string }
  | { readonly kind: "list"; readonly pos: number; readonly items: readonly Expression[] }
  | { readonly kind: "tuple"; readonly pos: number; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly pos: number; readonly pairs: readonly Pair[] }
  | UnaryExpression
  | BinaryExpression
  | CompareExpression
  | { readonly kind: "concat"; readonly pos: number; readonly items: readonly Expression[] }
  | ConditionalExpression
  | AttributeExpression
  | ItemExpression
  | SliceExpression
  | CallExpression
  | FilterExpression
  | TestExpression;

/** Is a literal; a float is told from an integer by its wrapper. */
export type Constant = string | number | bigint | boolean | null | { readonly float: number };

/** Is one entry of a dict literal. */
export interface Pair {
  readonly key: Expression;
  readonly value: Expression;
}

/** Negates, or applies a sign. */
export interface UnaryExpression {
  readonly kind: "unary";
  readonly pos: number;
  readonly operator: "not" | "-" | "+";
  readonly operand: Expression;
}

/** Names the operators between two operands. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "and" | "or";

/** Joins two operands. */
export interface BinaryExpression {
  readonly kind: "binary";
  readonly pos: number;
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** Names the comparisons. */
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

/** Compares a chain of operands, as Python does. */
export interface CompareExpression {
  readonly kind: "compare";
  readonly pos: number;
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
}

/** Chooses by a condition; without `otherwise` the result is undefined. */
export interface ConditionalExpression {
  readonly kind: "conditional";
  readonly pos: number;
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression | undefined;
}

/** Reads `object.name`. */
export interface AttributeExpression {
  readonly kind: "attribute";
  readonly pos: number;
  readonly object: Expression;
  readonly name: string;
}

/** Reads `object[index]`. */
export interface ItemExpression {
  readonly kind: "item";
  readonly pos: number;
  readonly object: Expression;
  readonly index: Expression;
}

/** Is the slice of a subscript. */
export interface SliceExpression {
  readonly kind: "slice";
  readonly pos: number;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

/** Holds the arguments of a call, filter or test. */
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[];
  readonly star: Expression | undefined;
  readonly doubleStar: Expression | undefined;
}

/** Calls a value. */
export interface CallExpression {
  readonly kind: "call";
  readonly pos: number;
  readonly callee: Expression;
  readonly args: Arguments;
}

/** Applies a filter; without `operand` it stands in a filter block or block set. */
export interface FilterExpression {
  readonly kind: "filter";
  readonly pos: number;
  readonly name: string;
  readonly operand: Expression | undefined;
  readonly args: Arguments;
}

/** Applies a test. */
export interface TestExpression {
  readonly kind: "test";
  readonly pos: number;
  readonly name: string;
  readonly operand: Expression;
  readonly args: Arguments;
  readonly negated: boolean;
}

/** Is what a `set`, `for` or `with` assigns to. */
export type Target =
  | { readonly kind: "name"; readonly pos: number; readonly name: string }
  | { readonly kind: "tuple"; readonly pos: number; readonly items: readonly Target[] }
  | AttributeTarget;

/** Is an attribute of a namespace, as a target. */
export interface AttributeTarget {
  readonly kind: "attribute";
  readonly pos: number;
  readonly name: string;
  readonly attribute: string;
}

/** Is a statement, text included. */
export type Statement =
  | { readonly kind: "text"; readonly pos: number; readonly text: string }
  | { readonly kind: "output"; readonly pos: number; readonly expression: Expression }
  | IfStatement
  | ForStatement
  | SetStatement
  | SetBlockStatement
  | WithStatement
  | MacroStatement
  | CallStatement
  | FilterStatement
  | CustomStatement
  | { readonly kind: "do"; readonly pos: number; readonly expression: Expression }
  | { readonly kind: "scope"; readonly pos: number; readonly body: readonly Statement[] }
  | { readonly kind: "break"; readonly pos: number }
  | { readonly kind: "continue"; readonly pos: number };

/** Runs the first branch whose condition holds. */
export interface IfStatement {
  readonly kind: "if";
  readonly pos: number;
  readonly branches: readonly {
    readonly condition: Expression;
    readonly body: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[];
}

/** Loops. */
export interface ForStatement {
  readonly kind: "for";
  readonly pos: number;
  readonly target: Target;
  readonly iterable: Expression;
  readonly condition: Expression | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** Assigns a value. */
export interface SetStatement {
  readonly kind: "set";
  readonly pos: number;
  readonly target: Target;
  readonly value: Expression;
}

/** Assigns the text of a block, filtered if asked. */
export interface SetBlockStatement {
  readonly kind: "set-block";
  readonly pos: number;
  readonly target: Target;
  readonly filter: FilterExpression | undefined;
  readonly body: readonly Statement[];
}

/** Opens a scope with values. */
export interface WithStatement {
  readonly kind: "with";
  readonly pos: number;
  readonly assignments: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: readonly Statement[];
}

/** Is one parameter of a macro or call block. */
export interface Parameter {
  readonly name: string;
  readonly default: Expression | undefined;
}

/** Holds what a macro and the body of a call block share. */
export interface Callable {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly usesVarargs: boolean;
  readonly usesKwargs: boolean;
  readonly usesCaller: boolean;
}

/** Defines a macro. */
export interface MacroStatement extends Callable {
  readonly kind: "macro";
  readonly pos: number;
  readonly name: string;
}

/** Calls a macro with a body. */
export interface CallStatement extends Callable {
  readonly kind: "call-block";
  readonly pos: number;
  readonly call: CallExpression;
}

/** Filters the text of a block. */
export interface FilterStatement {
  readonly kind: "filter-block";
  readonly pos: number;
  readonly filter: FilterExpression;
  readonly body: readonly Statement[];
}

/** Is a named block that the host knows: snapshot, test, docs, materialization … */
export interface CustomStatement extends Callable {
  readonly kind: "custom";
  readonly pos: number;
  readonly tag: string;
  readonly name: string;
  /** Holds the options behind a comma: `default`, `adapter="athena"` … */
  readonly options: readonly { readonly name: string; readonly value: Expression | undefined }[];
}
