import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlVisitor } from "dt-sql-parser/dist/lib/trino/TrinoSqlVisitor.js" with {
  "resolution-mode": "import",
};
import type { Comparison, Expression } from "./syntax";
import { type NodeReader, place, syntax } from "./tree-parts";

/** Reads the boolean expressions. */
export function predicateVisitors(reader: NodeReader) {
  const { read, must } = reader;

  return {
    visitPredicated(context: tree.PredicatedContext): Expression {
      const value = read(context.valueExpression());
      const predicate = context.predicate();
      return predicate === null ? value : predicated(value, predicate, reader);
    },
    visitLogicalNot(context: tree.LogicalNotContext): Expression {
      return { kind: "not", at: place(context), operand: read(context.booleanExpression()) };
    },
    visitAnd(context: tree.AndContext): Expression {
      const [left, right] = context.booleanExpression();
      const at = place(context);
      return { kind: "logical", operator: "and", at, left: must(left), right: must(right) };
    },
    visitOr(context: tree.OrContext): Expression {
      const [left, right] = context.booleanExpression();
      const at = place(context);
      return { kind: "logical", operator: "or", at, left: must(left), right: must(right) };
    },
  };
}

function predicated(
  value: Expression,
  predicate: tree.PredicateContext,
  reader: NodeReader,
): Expression {
  const { read, must, optional, query } = reader;

  const at = value.at;
  const finished: Partial<TrinoSqlVisitor<Expression>> = {
    visitComparison: (c) => {
      const operator = comparison(c.comparisonOperator());
      return { kind: "compare", at, operator, left: value, right: must(c._right) };
    },
    visitQuantifiedComparison: (c) => ({
      kind: "quantified",
      at,
      operator: comparison(c.comparisonOperator()),
      quantifier: c.comparisonQuantifier().KW_ALL() === null ? "any" : "all",
      left: value,
      query: query(c.query()),
    }),
    visitBetween: (c) => {
      const negated = c.KW_NOT() !== null;
      return {
        kind: "between",
        at,
        negated,
        value,
        lower: must(c._lower),
        upper: must(c._upper),
      };
    },
    visitInList: (c) => {
      const items = c.expression().map(read);
      return { kind: "in-list", at, negated: c.KW_NOT() !== null, value, items };
    },
    visitInSubquery: (c) => {
      const negated = c.KW_NOT() !== null;
      return { kind: "in-query", at, negated, value, query: query(c.query()) };
    },
    visitLike: (c) => ({
      kind: "like",
      at,
      negated: c.KW_NOT() !== null,
      value,
      pattern: must(c._pattern),
      escape: optional(c._escape),
    }),
    visitNullPredicate: (c) => ({ kind: "is-null", at, negated: c.KW_NOT() !== null, value }),
    visitDistinctFrom: (c) => {
      const negated = c.KW_NOT() !== null;
      return { kind: "distinct-from", at, negated, left: value, right: must(c._right) };
    },
  };
  const found = predicate.accept(finished as TrinoSqlVisitor<Expression>);
  if (found === null) throw syntax("predicate is not supported", predicate);
  return found;
}

function comparison(context: tree.ComparisonOperatorContext): Comparison {
  const text = context.getText();
  return (text === "!=" ? "<>" : text) as Comparison;
}
