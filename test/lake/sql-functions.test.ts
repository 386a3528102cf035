import type { DuckDBConnection } from "@duckdb/node-api";
import { expect } from "chai";
import { openDuck, run } from "./sql-support";

/** Each function: an expression and its value, from the examples of Trino's documentation. */
const FUNCTIONS: readonly (readonly [string, unknown])[] = [
  ["lpad('a', 3, 'xy')", "xya"],
  ["substr('hello', -3)", "llo"],
  ["strpos('hello', 'l')", "3"],
  ["position('l' in 'hello')", "3"],
  ["translate('abcd', 'b', 'z')", "azcd"],
  ["trim(both 'x' from 'xax')", "a"],
  ["split('a,b', ',')", ["a", "b"]],
  ["split('a.b.c', '.', 2)", ["a", "b.c"]],
  ["length('héllo')", "5"],
  ["codepoint('A')", 65],
  ["levenshtein_distance('kitten', 'sitting')", "3"],
  ["soundex('Robert')", "R163"],
  ["concat('a', 'b', 'c')", "abc"],
  ["concat_ws(',', 'a', NULL, 'b')", "a,b"],
  ["format('%s is %03d', 'x', 8)", "x is 008"],
  ["url_extract_host('http://example.com:80/p?q=1#f')", "example.com"],
  ["url_extract_parameter('http://x.com/p?k1=v1&k2=v2', 'k2')", "v2"],
  ["url_encode('a b/c')", "a+b%2Fc"],
  ["to_base64(to_utf8('hi'))", "aGk="],
  ["to_hex(sha512(to_utf8('')))", /^CF83E1357EEFB8BD/],
  ["crc32(to_utf8('hello'))", "907060870"],
  ["from_base('ff', 16)", "255"],
  ["to_base(10, 2)", "1010"],
  ["ceil(1.2e0)", 2],
  ["floor(-1.2e0)", -2],
  ["round(2.5e0)", 3],
  ["round(-2.5e0)", -3],
  ["round(DECIMAL '1.255', 2)", "1.260"],
  ["cbrt(27)", 3],
  ["truncate(-1.9e0)", -1],
  ["width_bucket(3, 1, 11, 10)", "3"],
  ["bitwise_left_shift(1, 2)", "4"],
  ["bitwise_right_shift(-8, 1)", "9223372036854775804"],
  ["bitwise_xor(19, 25)", "10"],
  ["bit_count(9, 64)", "2"],
  ["bit_count(-7, 64)", "62"],
  ["year(DATE '2020-02-03')", "2020"],
  ["day_of_week(DATE '2020-02-02')", "7"],
  ["week(DATE '2021-01-01')", "53"],
  ["year_of_week(DATE '2021-01-01')", "2020"],
  ["extract(hour from TIMESTAMP '2020-01-01 05:00:00')", "5"],
  ["to_unixtime(from_unixtime(1.5))", 1.5],
  ["last_day_of_month(DATE '2020-02-03')", "2020-02-29"],
  [
    "date_format(TIMESTAMP '2020-03-04 15:06:07', '%W %M %e %Y %l:%i %p')",
    "Wednesday March 4 2020 3:06 PM",
  ],
  ["date_parse('2020-01-02 03:04', '%Y-%m-%d %H:%i')", "2020-01-02 03:04:00"],
  [
    "format_datetime(TIMESTAMP '2020-03-04 05:06:07', 'yyyy/MM/dd HH:mm:ss')",
    "2020/03/04 05:06:07",
  ],
  ["cast(INTERVAL '14' MONTH as varchar)", "1-2"],
  ["cast(INTERVAL '2' DAY * 2 as varchar)", "4 00:00:00.000"],
  ["DATE '2020-01-31' + INTERVAL '1' MONTH", "2020-02-29"],
  ["regexp_extract_all('1a 2b 14m', '\\d+')", ["1", "2", "14"]],
  ["regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)", "a"],
  ["regexp_split('1a 2b 14m', '\\s*[a-z]+\\s*')", ["1", "2", "14", ""]],
  ["regexp_count('1a 2b 14m', '\\s*[a-z]+\\s*')", "3"],
  ["array_distinct(ARRAY[1, 1, NULL, NULL])", [1, null]],
  ["array_sort(ARRAY[2, NULL, 1])", [1, 2, null]],
  ["array_join(ARRAY[1, NULL, 2], ',')", "1,2"],
  ["array_join(ARRAY[1, NULL], ',', 'x')", "1,x"],
  ["array_except(ARRAY[1, 2, 2], ARRAY[1])", [2]],
  ["slice(ARRAY[1, 2, 3], -2, 2)", [2, 3]],
  ["contains(ARRAY[1, NULL], 2)", null],
  ["array_max(ARRAY[1, NULL])", null],
  ["transform(ARRAY[5, NULL, 6], x -> x + 1)", [6, null, 7]],
  ["transform(ARRAY[ARRAY[1, NULL, 2]], a -> filter(a, x -> x IS NOT NULL))", [[1, 2]]],
  ["filter(ARRAY[5, -6, NULL, 7], x -> x > 0)", [5, 7]],
  ["reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s)", 75],
  ["reduce(cast(ARRAY[] as array(integer)), 0, (s, x) -> s + x, s -> s)", 0],
  [
    "reduce(ARRAY[5, 20], cast(row(0.0, 0) as row(sum double, count integer)), " +
      "(s, x) -> cast(row(x + s.sum, s.count + 1) as row(sum double, count integer)), " +
      "s -> if(s.count = 0, NULL, s.sum / s.count))",
    12.5,
  ],
  ["any_match(ARRAY[1, 2], x -> x > 1)", true],
  ["all_match(cast(ARRAY[] as array(integer)), x -> x > 1)", true],
  ["none_match(ARRAY[1, 2], x -> x > 5)", true],
  [
    "zip_with(ARRAY[1, 3, 5], ARRAY['a', 'b', 'c'], (x, y) -> concat(y, cast(x as varchar)))",
    ["a1", "b3", "c5"],
  ],
  ["map_keys(map_filter(map(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1))", ["b"]],
  ["map_values(transform_values(map(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1))", [2]],
  ["cardinality(map_concat(map(ARRAY['a'], ARRAY[1]), map(ARRAY['b'], ARRAY[2])))", "2"],
  ["json_array_length('[1, 2, 3]')", "3"],
  ["json_format(cast(ARRAY[1, 23] as JSON))", "[1,23]"],
  ["json_format(cast(map(ARRAY['k1'], ARRAY[1]) as JSON))", '{"k1":1}'],
  ["cast(JSON '[1,23]' as array(integer))", [1, 23]],
  ["nullif(1, 1)", null],
  ["if(false, 1)", null],
  ["coalesce(NULL, 2)", 2],
];

const AGGREGATES: readonly (readonly [string, unknown])[] = [
  ["count_if(id > 1)", "2"],
  ["approx_distinct(name)", "2"],
  ["array_agg(id order by id desc)", [3, 2, 1]],
  ["listagg(name, ',') within group (order by name)", "a,b"],
  ["bool_and(id > 0)", true],
  ["sum(id) filter (where id > 1)", "5"],
  ["count(distinct name)", "2"],
  ["max_by(id, price)", 1],
  ["cardinality(map_agg(id, name))", "3"],
  ["element_at(histogram(name), 'a')", "1"],
  ["stddev(id)", 1],
  ["geometric_mean(1)", 1],
  ["min(id, 2)", [1, 2]],
];

describe("Athena functions on DuckDB", () => {
  let duck: DuckDBConnection;

  before(async () => {
    duck = await openDuck();
  });

  after(() => duck.closeSync());

  async function check(query: string, value: unknown): Promise<void> {
    const { rows } = await run(duck, query);
    if (value instanceof RegExp) expect(rows[0]?.[0]).to.match(value);
    else expect(rows).to.deep.equal([[value]]);
  }

  for (const [expression, value] of FUNCTIONS) {
    it(`functions · ${expression}`, () => check(`select ${expression}`, value));
  }

  for (const [expression, value] of AGGREGATES) {
    it(`aggregates · ${expression}`, () => check(`select ${expression} from orders`, value));
  }

  it("functions · a function sees rows, not only constants", async () => {
    const query =
      "select to_hex(xxhash64(to_utf8(name))), cast(cast(id as double) as varchar) " +
      "from orders where id <> 2 order by id";
    const { rows } = await run(duck, query);
    expect(rows).to.deep.equal([
      ["D24EC4F1A98C6E5B", "1E0"],
      [null, "3E0"],
    ]);
  });
});
