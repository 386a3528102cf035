import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { inspect } from "./support/inspect";
import { openExample, type Workspace } from "./support/workspace";

const root = resolve(__dirname, "../..");
const data = join(root, "node_modules/vega-datasets/data");

/** What `npm start` shows, judged by DuckDB over the package's own files, past lake and emitter. */
describe("the flights example", function () {
  this.timeout(600_000);

  it("gives the figures that the raw files give, and nothing is left to do", async () => {
    const workspace = openExample("flights");
    const endpoint = await workspace.lake();
    const lake = inspect(endpoint, "s3://flights-lake/athena-results/");
    try {
      const scripts = pathToFileURL(join(root, "scripts/flights-lake.mjs")).href;
      const { deliverFlights, openFlightsLake } = await import(scripts);
      await deliverFlights(await openFlightsLake(workspace.lakeDir));
      await succeed(workspace, ["stack", "init", "dev"]);
      await succeed(workspace, ["up", "--yes", "--skip-preview"]);
      const [[flights, states] = []] = await lake.query(
        "select sum(flights), count(distinct origin_state) from flights_marts.daily_flights",
      );
      const [[late] = []] = await lake.query(
        "select late_share from flights_marts.late_states where state = 'CA'",
      );
      const [[route, count] = []] = await lake.query(
        "select origin_city || '-' || destination_city, flights from flights_marts.busiest_routes " +
          "where busy_rank = 1",
      );
      const expected = await judge();
      expect({ flights, states, route, count }).to.deep.equal(expected.counts);
      expect(Number(late)).to.be.closeTo(expected.late, 0.00006);
      await succeed(workspace, ["preview", "--expect-no-changes"]);
    } finally {
      lake.close();
      await workspace.close();
    }
  });
});

async function judge() {
  const duck = await (await DuckDBInstance.create()).connect();
  const airports = `(select * from read_csv('${data}/airports.csv', all_varchar=true) where country = 'USA')`;
  await duck.run(
    `create view placed as select f.*, o.state as state, o.city as from_city, d.city as to_city
     from read_parquet('${data}/flights-3m.parquet') f
     join ${airports} o on f.origin = o.iata join ${airports} d on f.destination = d.iata
     where f.origin <> f.destination`,
  );
  const one = async (sql: string): Promise<readonly unknown[]> => {
    const [row = []] = (await duck.runAndReadAll(sql)).getRowsJson();
    return row;
  };
  const [flights, states] = await one("select count(*), count(distinct state) from placed");
  const [late] = await one("select avg((delay > 15)::int) from placed where state = 'CA'");
  const [route, count] = await one(
    "select from_city || '-' || to_city as route, count(*) as n from placed " +
      "group by 1 order by n desc, 1 limit 1",
  );
  return { counts: { flights, states, route, count }, late: Number(late) };
}

async function succeed(workspace: Workspace, args: readonly string[]): Promise<void> {
  const ran = await workspace.pulumi(args);
  expect(ran.code, `pulumi ${args.join(" ")}\n${ran.stdout}\n${ran.stderr}`).to.equal(0);
}
