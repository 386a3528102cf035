import type { ParserRuleContext } from "antlr4ng" with { "resolution-mode": "import" };
import type * as tree from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" with {
  "resolution-mode": "import",
};
import type { TrinoSqlVisitor } from "dt-sql-parser/dist/lib/trino/TrinoSqlVisitor.js" with {
  "resolution-mode": "import",
};
import type { Expression, Query, Relation } from "./syntax";
import { columnAliases, nameOf, partsOf, place, syntax } from "./tree-parts";

/** Makes a reader of what stands in FROM, given how to read the queries and expressions in it. */
export function relationReader(
  query: (context: tree.QueryContext) => Query,
  expression: (context: ParserRuleContext) => Expression,
): (context: tree.RelationContext) => Relation {
  const relations: Partial<TrinoSqlVisitor<Relation>> = {
    visitJoinRelation: (c) => join(c),
    visitSampledRelation: (c) => sampled(c),
    visitTableName: (c) => {
      const name = c.tableOrViewName().tableRef() ?? c.tableOrViewName().viewRef();
      const period = c.queryPeriod();
      return {
        kind: "table",
        at: place(c),
        parts: name === null ? [] : partsOf(name),
        period:
          period === null
            ? undefined
            : {
                type: period.rangeType().getText().toLowerCase(),
                value: expression(period.valueExpression()),
              },
      };
    },
    visitParenthesizedRelation: (c) => relation(c.relation()),
    visitSubqueryRelation: (c) => ({
      kind: "query",
      at: place(c),
      query: query(c.query()),
      lateral: false,
    }),
    visitLateral: (c) => ({ kind: "query", at: place(c), query: query(c.query()), lateral: true }),
    visitUnnest: (c) => ({
      kind: "unnest",
      at: place(c),
      items: c.expression().map(expression),
      ordinality: c.KW_ORDINALITY() !== null,
    }),
    visitTableFunctionInvocation: (c) => tableFunction(c.tableFunctionCall()),
    visitChildren: (node) => {
      const context = node as unknown as ParserRuleContext;
      const only = context.children?.length === 1 ? context.children[0] : undefined;
      if (only !== undefined && "ruleIndex" in only) return accept(only as ParserRuleContext);
      throw syntax(`${context.start?.text ?? "relation"} is not supported`, context);
    },
  };

  function accept(context: ParserRuleContext): Relation {
    const found = context.accept(relations as TrinoSqlVisitor<Relation>);
    if (found === null) throw syntax("relation is not supported", context);
    return found;
  }

  function relation(context: tree.RelationContext): Relation {
    return accept(context);
  }

  function tableFunction(context: tree.TableFunctionCallContext): Relation {
    return {
      kind: "table-function",
      at: place(context),
      name: partsOf(context.functionName().qualifiedName()).join(".").toLowerCase(),
      args: context.tableFunctionArgument().map((argument) => {
        const id = argument.identifier();
        const value = argument.expression();
        if (value === null) throw syntax("table arguments are not supported", argument);
        const name = id === null ? undefined : nameOf(id).toLowerCase();
        return { name, value: expression(value) };
      }),
    };
  }

  function sampled(context: tree.SampledRelationContext): Relation {
    if (context.KW_TABLESAMPLE() !== null) throw syntax("TABLESAMPLE is not supported", context);
    const pattern = context.patternRecognition();
    if (pattern.KW_MATCH_RECOGNIZE() !== null) {
      throw syntax("MATCH_RECOGNIZE is not supported", pattern);
    }
    const aliased = pattern.aliasedRelation();
    const inner = accept(aliased.relationPrimary());
    const alias = aliased.identifier();
    if (alias === null) return inner;
    return {
      kind: "alias",
      at: place(aliased),
      relation: inner,
      alias: nameOf(alias),
      columns: columnAliases(aliased.columnAliases()),
    };
  }

  function join(context: tree.JoinRelationContext): Relation {
    const left = context._left;
    const right = context._rightRelation ?? context._right;
    if (left === undefined || right === undefined) throw new Error("incomplete parse tree");
    if (context.KW_NATURAL() !== null) throw syntax("Natural join not supported", context);
    const criteria = context.joinCriteria();
    const words = ["left", "right", "full"] as const;
    const type = words.find((word) => context.joinType()?.getText().toLowerCase().startsWith(word));
    return {
      kind: "join",
      at: place(context),
      type: context.KW_CROSS() === null ? (type ?? "inner") : "cross",
      left: relation(left),
      right: accept(right),
      on: criteria === null ? undefined : joinCondition(criteria),
      using: criteria?.KW_USING() == null ? undefined : criteria.identifier().map(nameOf),
    };
  }

  function joinCondition(context: tree.JoinCriteriaContext): Expression | undefined {
    const condition = context.booleanExpression();
    if (condition !== null) return expression(condition);
    const equality = context.joinColumnEquality();
    if (equality === null) return undefined;
    const [left, right] = equality.joinColumnReference().map(joinColumn);
    if (left === undefined || right === undefined) throw new Error("incomplete parse tree");
    return { kind: "compare", at: place(equality), operator: "=", left, right };
  }

  function joinColumn(context: tree.JoinColumnReferenceContext): Expression {
    const id = context.identifier();
    const rest = context.columnName()?.qualifiedName().identifier() ?? [];
    const [first, ...more] = id === null ? rest : [id, ...rest];
    if (first === undefined) throw syntax("column name expected", context);
    return more.reduce<Expression>(
      (base, part) => ({ kind: "field", at: place(first), base, field: nameOf(part) }),
      { kind: "name", at: place(first), name: nameOf(first) },
    );
  }
  return relation;
}
