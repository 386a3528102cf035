import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import {
  type CatalogRelation,
  loadProjectWith,
  type Project,
  type QueryRows,
} from "../../src/project";

// Compiled tests lie in bin/test/parity.
const folder = resolve(__dirname, "../../../test/parity");

/** Is the lake that dbt was asked about: the project's seed is loaded, nothing else is there. */
const orders: CatalogRelation = {
  relation: { database: "awsdatacatalog", schema: "parity", identifier: "orders" },
  type: "table",
  isIceberg: false,
  columns: [
    { name: "id", type: "int" },
    { name: "kind", type: "string" },
    { name: "amount", type: "int" },
    { name: "day", type: "date" },
  ],
};

function answer(sql: string): QueryRows {
  if (sql.includes("to_milliseconds")) {
    return { columns: [{ name: "_col0", type: "bigint" }], rows: [["4"]] };
  }
  const columns = [
    { name: "kind", type: "varchar" },
    { name: "n", type: "bigint" },
  ];
  return {
    columns,
    rows: [
      ["a", "2"],
      ["b", "1"],
    ],
  };
}

async function compiled(name: string): Promise<Map<string, string>> {
  const home = mkdtempSync(join(tmpdir(), "athenaform-parity-"));
  try {
    writeFileSync(
      join(home, "profiles.yml"),
      "parity: {target: dev, outputs: {dev: {type: athena, region_name: us-east-1, " +
        "database: awsdatacatalog, schema: parity, s3_staging_dir: s3://parity/results/, " +
        "s3_data_dir: s3://parity/tables/}}}\n",
    );
    const project: Project = await loadProjectWith(
      {
        projectDir: join(folder, "projects", name),
        profilesDir: home,
        env: {},
        homeDir: home,
        now: "2026-01-02T03:04:05.000Z",
        invocationId: "00000000-0000-4000-8000-000000000000",
      },
      {
        relations: async (_, schema) => (schema === "parity" ? [orders] : undefined),
        query: async (sql) => answer(sql),
      },
    );
    const all = [...project.nodes, ...project.tests].filter((one) => one.sql !== undefined);
    return new Map(all.map((one) => [withoutHash(one.node), one.sql ?? ""]));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function withoutHash(id: string): string {
  return id.startsWith("test.") ? id.split(".").slice(0, 3).join(".") : id;
}

/** Gives SQL as its tokens; comments and white space count for nothing. */
function tokens(sql: string | undefined): string {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[\w$.]+|[^\s\w]/g;
  const all = (sql ?? "").match(token) ?? [];
  return all.filter((one) => !/^(?:--|\/\*)/.test(one)).join(" ");
}

describe("compiled SQL", () => {
  for (const name of readdirSync(join(folder, "projects"))) {
    it(`of the project "${name}" has the tokens that dbt gives`, async () => {
      const file = join(folder, `${name}.json`);
      expect(existsSync(file)).to.equal(true);
      const theirs: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, "utf8"));
      const ours = await compiled(name);
      expect([...ours.keys()].sort()).to.deep.equal(Object.keys(theirs).sort());
      for (const [id, sql] of Object.entries(theirs)) {
        expect(tokens(ours.get(id)), id).to.equal(tokens(sql));
      }
    });
  }
});
