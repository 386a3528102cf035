import type { ParserRuleContext, Token } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlVisitor } from "dt-sql-parser/dist/lib/trino/TrinoSqlVisitor.js" with {
  "resolution-mode": "import",
};
import type { Expression, Frame, FrameBound, Query, SortItem, Window } from "./syntax";
import { callVisitors } from "./tree-call";
import { dotted, type NodeReader, nameOf, place, syntax } from "./tree-parts";
import { predicateVisitors } from "./tree-predicate";
import { simpleVisitors } from "./tree-simple";

/** Reads expressions and what they are made of. */
export interface ExpressionReader {
  expression(context: ParserRuleContext): Expression;
  sortItem(context: tree.SortItemContext): SortItem;
  window(context: tree.WindowSpecificationContext): Window;
  columnRef(context: tree.ColumnRefContext): Expression;
}

/** Makes a reader of expressions, given how to read a query inside one and to number a `?`. */
export function expressionReader(
  query: (context: tree.QueryContext) => Query,
  parameter: (token: Token) => number,
): ExpressionReader {
  function read(context: ParserRuleContext): Expression {
    const found = context.accept(visitor as unknown as TrinoSqlVisitor<Expression>);
    if (found === null) throw syntax("expression is not supported", context);
    return found;
  }

  const must = (context: ParserRuleContext | null | undefined): Expression => {
    if (context === null || context === undefined) throw new Error("incomplete parse tree");
    return read(context);
  };
  const optional = (context: ParserRuleContext | null | undefined): Expression | undefined =>
    context === null || context === undefined ? undefined : read(context);
  const reader: NodeReader = { read, must, optional, query, sortItem, over, parameter };
  const visitor = {
    ...simpleVisitors(reader),
    ...predicateVisitors(reader),
    ...callVisitors(reader),
    visitChildren(node: unknown): Expression {
      const context = node as ParserRuleContext;
      const only = context.children?.length === 1 ? context.children[0] : undefined;
      if (only !== undefined && "ruleIndex" in only) return read(only as ParserRuleContext);
      throw syntax(`${context.getText()} is not supported`, context);
    },
  };
  const columnRef = (context: tree.ColumnRefContext): Expression => {
    const name = context.qualifiedName();
    if (name === null) throw syntax("column name expected", context);
    return dotted(name.identifier());
  };

  function sortItem(context: tree.SortItemContext): SortItem {
    const reference = context.columnRef();
    const nulls = context._nullOrdering?.text?.toLowerCase();
    return {
      at: place(context),
      value: reference === null ? must(context.expression()) : columnRef(reference),
      descending: context._ordering?.text?.toLowerCase() === "desc",
      nullsFirst: nulls === undefined ? undefined : nulls === "first",
    };
  }

  function window(context: tree.WindowSpecificationContext): Window {
    const base = context._existingWindowName;
    const frame = context.windowFrame();
    return {
      base: base === undefined ? undefined : nameOf(base).toLowerCase(),
      partitionBy: context.partitionBy()?.expression().map(read) ?? [],
      orderBy: context.sortItem().map(sortItem),
      frame: frame === null ? undefined : windowFrame(frame),
    };
  }

  function windowFrame(context: tree.WindowFrameContext): Frame {
    if (context.KW_PATTERN() !== null || context.KW_MEASURES() !== null) {
      throw syntax("pattern recognition in windows is not supported", context);
    }
    const extent = context.frameExtent();
    const [start, end] = extent.frameBound();
    if (start === undefined) throw syntax("window frame expected", context);
    return {
      unit: (extent._frameType?.text ?? "range").toLowerCase() as Frame["unit"],
      start: frameBound(start),
      end: end === undefined ? undefined : frameBound(end),
    };
  }

  function frameBound(context: tree.FrameBoundContext): FrameBound {
    const words = (context.children ?? []).map((child) => child.getText().toLowerCase());
    const preceding = words.at(-1) === "preceding";
    if (words[0] === "current") return { kind: "current-row" };
    if (words[0] === "unbounded") return { kind: "unbounded", preceding };
    return {
      kind: "offset",
      preceding,
      by: read((context as tree.BoundedFrameContext).expression()),
    };
  }

  function over(context: tree.OverContext | null): Window | string | undefined {
    if (context === null) return undefined;
    const inline = context.windowSpecification();
    if (inline !== null) return window(inline);
    return context._windowName === undefined
      ? undefined
      : nameOf(context._windowName).toLowerCase();
  }
  return { expression: read, sortItem, window, columnRef };
}
