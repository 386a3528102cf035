import type { DuckDBConnection } from "@duckdb/node-api";
import { expect } from "chai";
import { openDuck, run } from "./sql-support";

/** Each query: what it is about, the query, its rows. */
const QUERIES: readonly (readonly [string, string, unknown])[] = [
  ["TRY stands around aggregates too", "select try(sum(id) / 0) from orders", [[null]]],
  [
    "a row may be looked up in a query",
    "select id from orders where (id, name) in (select id, 'b' from orders)",
    [[2]],
  ],
  [
    "an expression is grouped by its place",
    "select case when price > 5 then 'hi' else 'lo' end, count(*) from orders group by 1 order by 2",
    [
      ["hi", "1"],
      ["lo", "2"],
    ],
  ],
  [
    "IGNORE NULLS looks past NULL",
    "select distinct last_value(name) ignore nulls over (order by id rows between unbounded " +
      "preceding and unbounded following) from orders",
    [["b"]],
  ],
  [
    "avg of decimals keeps the scale",
    "select avg(x) from (values DECIMAL '1.00', DECIMAL '2.00', DECIMAL '2.01') t(x)",
    [["1.67"]],
  ],
  ["sum of integers is bigint", "select sum(id), avg(id) from orders", [["6", 2]]],
  [
    "UNNEST pads the shorter array and counts",
    "select * from unnest(ARRAY[1,2], ARRAY['a','b','c']) with ordinality t(n, s, o) order by o",
    [
      [1, "a", "1"],
      [2, "b", "2"],
      [null, "c", "3"],
    ],
  ],
  [
    "UNNEST of a map gives keys and values",
    "select k, v from unnest(map(ARRAY['a','b'], ARRAY[1,2])) t(k, v) order by k",
    [
      ["a", 1],
      ["b", 2],
    ],
  ],
  [
    "UNNEST of rows gives their fields",
    "select n, s from unnest(ARRAY[row(1,'x'), row(2,'y')]) t(n, s) order by n",
    [
      [1, "x"],
      [2, "y"],
    ],
  ],
  [
    "LEFT JOIN UNNEST keeps a row without elements",
    "select id, x from (values (1, cast(ARRAY[] as array(integer)))) t(id, a) left join unnest(a) u(x) on true",
    [[1, null]],
  ],
  [
    "max_by with n gives an array",
    "select max_by(name, id, 2) from orders where id < 3",
    [[["b", "a"]]],
  ],
  [
    "an aggregate in ORDER BY needs no alias",
    "select name from orders group by name order by count(*) desc, max(id) desc limit 1",
    [[null]],
  ],
  [
    "NULL sorts last both ways",
    "select name from orders order by name desc",
    [["b"], ["a"], [null]],
  ],
  [
    "an alias in ORDER BY hides the column",
    "select name as id, id as z from orders order by id desc",
    [
      ["b", 2],
      ["a", 1],
      [null, 3],
    ],
  ],
  ["HAVING filters groups", "select name from orders group by name having max(id) = 2", [["b"]]],
  [
    "ROLLUP tells its levels with GROUPING",
    "select a, b, count(*), grouping(a, b) from (values (1,2),(1,3)) t(a, b) group by rollup(a, b) order by 1, 2",
    [
      [1, 2, "1", "0"],
      [1, 3, "1", "0"],
      [1, null, "2", "1"],
      [null, null, "2", "3"],
    ],
  ],
  [
    "a window sums along its order",
    "select id, sum(id) over (order by id), lag(id) over w from orders window w as (order by id) order by id",
    [
      [1, "1", null],
      [2, "3", 1],
      [3, "6", 2],
    ],
  ],
  [
    "EXISTS and IN look into queries",
    "select id from orders o where exists (select 1 from orders p where p.id = o.id + 1) and id in (select id from orders) order by id",
    [[1], [2]],
  ],
  [
    "LATERAL sees what stands before it",
    "select o.id, l.m from orders o cross join lateral (select max(p.id) m from orders p where p.id < o.id) l order by 1",
    [
      [1, null],
      [2, 1],
      [3, 2],
    ],
  ],
  [
    "USING gives one column",
    "select id from orders a join orders b using (id) order by id",
    [[1], [2], [3]],
  ],
  [
    "OFFSET and FETCH FIRST cut",
    "select id from orders order by id offset 1 rows fetch first 1 row only",
    [[2]],
  ],
  ["UNION brings types together", "select 1 union all select 2.5 order by 1", [[1], [2.5]]],
  [
    "recursion ends",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select n from t order by n",
    [[1], [2], [3]],
  ],
  [
    "TABLE(sequence) is a table",
    "select * from table(sequence(start => 0, stop => 2)) order by 1",
    [["0"], ["1"], ["2"]],
  ],
  ["a hidden column is found by name", `select "$path" from orders where id = 1`, [["s3://b/1"]]],
  [
    "a row has fields",
    "select r.y from (select cast(row(1,'a') as row(x integer, y varchar)) r)",
    [["a"]],
  ],
  ["a comment and a semicolon are nothing", '-- /* {"app": "dbt"} */\nselect 1;', [[1]]],
];

describe("Athena queries on DuckDB", () => {
  let duck: DuckDBConnection;

  before(async () => {
    duck = await openDuck();
  });

  after(() => duck.closeSync());

  for (const [title, query, rows] of QUERIES) {
    it(`queries · ${title}`, async () => {
      expect((await run(duck, query)).rows).to.deep.equal(rows);
    });
  }

  it("queries · columns without a name are _col and their place", async () => {
    const { names } = await run(duck, "select 1, id, count(*) over () from orders");
    expect(names).to.deep.equal(["_col0", "id", "_col2"]);
  });

  it("queries · parameters stand for question marks in their order", async () => {
    const { rows } = await run(duck, "select ?, '?' from orders where id = ? limit ?", [
      "'a'",
      "2",
      "5",
    ]);
    expect(rows).to.deep.equal([["a", "?"]]);
  });
});
