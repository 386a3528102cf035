import { expect } from "chai";
import { ProjectError } from "../../../src/errors";
import { parseCriterion, parseSelection } from "../../../src/project/selection/parse";
import { select } from "../../../src/project/selection/select";
import type { IndirectSelection, Selectable } from "../../../src/project/selection/selection";

// The graph that dbt's documentation draws for its graph operators, with tests hung on it.
const nodes: readonly Selectable[] = [
  source("snowplow", "event"),
  model("stg_events", "staging/snowplow", { materialized: "view", tags: ["nightly"] }, [
    "source.shop.snowplow.event",
  ]),
  model("stg_users", "staging/users", { materialized: "view" }),
  model("sessions", "marts/core", { materialized: "table", tags: ["nightly", "hourly"] }, [
    "model.shop.stg_events",
  ]),
  model("users", "marts/core", { materialized: "incremental", meta: { owner: "ann", pii: true } }, [
    "model.shop.stg_users",
    "model.shop.sessions",
  ]),
  model("funnel", "marts/web", { materialized: "table", schema: ["audit"] }, ["model.shop.users"]),
  test("unique_stg_events_id", "unique", ["model.shop.stg_events"], { severity: "WARN" }),
  test("relationships_users", "relationships", ["model.shop.users", "model.shop.stg_users"]),
  test("users_are_people", undefined, ["model.shop.users"], { tags: ["slow"] }),
];

function model(
  name: string,
  folder: string,
  config: Readonly<Record<string, unknown>>,
  parents: readonly string[] = [],
): Selectable {
  return {
    id: `model.shop.${name}`,
    resource: "model",
    name,
    package: "shop",
    fqn: ["shop", ...folder.split("/"), name],
    file: `models/${folder}/${name}.sql`,
    patchFile: `models/${folder}/schema.yml`,
    tags: (config["tags"] as string[] | undefined) ?? [],
    config,
    parents,
  };
}

function source(name: string, table: string): Selectable {
  return {
    id: `source.shop.${name}.${table}`,
    resource: "source",
    name: table,
    package: "shop",
    fqn: ["shop", "staging", name, table],
    file: "models/staging/sources.yml",
    tags: [],
    config: {},
    parents: [],
    source: name,
  };
}

function test(
  name: string,
  generic: string | undefined,
  parents: readonly string[],
  config: Readonly<Record<string, unknown>> = {},
): Selectable {
  return {
    id: `test.shop.${name}`,
    resource: "test",
    name,
    package: "shop",
    fqn: ["shop", name],
    file: generic === undefined ? `tests/${name}.sql` : "models/schema.yml",
    tags: (config["tags"] as string[] | undefined) ?? [],
    config,
    parents,
    test: generic === undefined ? { kind: "singular" } : { kind: "generic", name: generic },
  };
}

const scope = { nodes, rootPackage: "shop", selectors: { named: new Map() } };

/** Names what is selected, without tests unless asked. */
function names(text: string, indirect: IndirectSelection = "empty"): readonly string[] {
  const { ids } = select(parseSelection(text), scope, indirect);
  return nodes.filter((node) => ids.has(node.id)).map((node) => node.name);
}

describe("node selection", () => {
  const everything = nodes.map((node) => node.name);
  const cases: readonly (readonly [text: string, ...expected: string[]])[] = [
    ["users", "users"],
    ["shop.marts.core.users", "users"],
    ["marts.core.users", "users"],
    ["marts.core", "sessions", "users"],
    ["marts", "sessions", "users", "funnel"],
    ["core"],
    ["shop.marts.*", "sessions", "users", "funnel"],
    ["marts.*.users", "users"],
    ["marts.c*", "sessions", "users"],
    ["stg_*"],
    ["*stg_*", "stg_events", "stg_users", "unique_stg_events_id"],
    ["fqn:marts.web", "funnel"],
    ["models/marts/core/users.sql", "users"],
    ["models/marts/core", "sessions", "users"],
    ["path:models/marts", "sessions", "users", "funnel"],
    ["path:./models/marts/", "sessions", "users", "funnel"],
    ["path:models/*/core", "sessions", "users"],
    ["path:models/**/users.sql", "users"],
    ["path:models/marts/core/schema.yml", "sessions", "users"],
    ["users.sql", "users"],
    ["file:stg_*.sql", "stg_events", "stg_users"],
    ["tag:nightly", "stg_events", "sessions"],
    ["tag:*ly", "stg_events", "sessions"],
    ["tag:slow", "users_are_people"],
    ["config.materialized:incremental", "users"],
    ["config.meta.owner:ann", "users"],
    ["config.meta.pii:true", "users"],
    ["config.meta:owner", "users"],
    ["config.schema:audit", "funnel"],
    ["config.severity:warn", "unique_stg_events_id"],
    ["source:snowplow+", "event", "stg_events", "sessions", "users", "funnel", ...tests()],
    ["source:snowplow", "event"],
    ["source:snowplow.event", "event"],
    ["source:shop.snow*.ev*", "event"],
    ["source:other"],
    ["package:shop", ...everything],
    ["package:this", ...everything],
    ["package:snowplow"],
    ["resource_type:source", "event"],
    ["resource_type:test", ...tests()],
    ["test_name:unique", "unique_stg_events_id"],
    ["test_type:singular", "users_are_people"],
    ["test_type:generic", "unique_stg_events_id", "relationships_users"],
    ["+users", "event", "stg_events", "stg_users", "sessions", "users"],
    ["1+users", "stg_users", "sessions", "users"],
    ["2+users", "stg_events", "stg_users", "sessions", "users"],
    ["0+users", "users"],
    ["sessions+1", "sessions", "users"],
    ["stg_events+2,resource_type:model", "stg_events", "sessions", "users"],
    ["1+sessions+1", "stg_events", "sessions", "users"],
    ["+sessions+,resource_type:model", "stg_events", "sessions", "users", "funnel"],
    ["@sessions,resource_type:model", "stg_events", "stg_users", "sessions", "users", "funnel"],
    ["@stg_users,resource_type:source", "event"],
    ["stg_users sessions", "stg_users", "sessions"],
    ["tag:nightly,config.materialized:table", "sessions"],
    ["+users,marts", "sessions", "users"],
    ["stg_users tag:nightly,marts", "stg_users", "sessions"],
    ["access:protected", ...nodes.filter((n) => n.resource === "model").map((n) => n.name)],
    ["version:none,marts.web", "funnel"],
  ];
  for (const [text, ...expected] of cases) {
    it(`selects ${expected.length} nodes by ${text}`, () => {
      expect(names(text)).to.deep.equal(expected);
    });
  }

  it("selects versions by either spelling of their name", () => {
    const versioned = { version: 2, latest_version: 2 };
    const v2 = { ...model("dim", "marts", versioned), fqn: ["shop", "marts", "dim", "v2"] };
    const older = { version: 1, latest_version: 2 };
    const v1 = {
      ...model("dim", "marts", older),
      id: "model.shop.dim.v1",
      fqn: ["shop", "marts", "dim", "v1"],
    };
    const ids = (text: string): readonly string[] => [
      ...select(parseSelection(text), { ...scope, nodes: [v1, v2] }).ids,
    ];
    expect(ids("dim")).to.deep.equal([v1.id, v2.id]);
    expect(ids("dim.v2")).to.deep.equal([v2.id]);
    expect(ids("dim_v1")).to.deep.equal([v1.id]);
    expect(ids("version:latest")).to.deep.equal([v2.id]);
    expect(ids("version:old")).to.deep.equal([v1.id]);
  });

  it("names the criteria that match nothing", () => {
    const { unmatched } = select(parseSelection("users usres,tag:never"), scope);
    expect(unmatched).to.deep.equal(["usres", "tag:never"]);
  });

  it("parses depth, arguments and value apart", () => {
    expect(parseCriterion("2+config.meta.owner:a:b+3")).to.deep.include({
      method: "config",
      arguments: ["meta", "owner"],
      value: "a:b",
      parents: 2,
      children: 3,
    });
  });

  const refused: readonly (readonly [text: string, message: string])[] = [
    ["@users+", 'Cannot select "@users+": "@" in front and "+" behind exclude each other'],
    ["tga:nightly", 'Cannot select "tga:nightly": there is no method "tga"'],
    ["state:modified", 'Cannot select "state:modified": method "state" is not supported yet'],
    ["users,", 'Cannot select "": it names nothing'],
    ["+", 'Cannot select "+": it names nothing'],
    ["config:view", 'Cannot select "config:view": it names no config'],
    [
      "source:a.b.c.d",
      'Cannot select "source:a.b.c.d": a source has at most a package, a name and a table',
    ],
    ["test_type:odd", 'Cannot select "test_type:odd": "odd" is no type of test'],
    ["version:new", 'Cannot select "version:new": "new" is no version'],
    ["selector:daily", 'Cannot select "selector:daily": there is no selector "daily"'],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${text}`, () => {
      const act = () => names(text);
      expect(act).to.throw(ProjectError, message).with.property("code", "AF120");
    });
  }
});

describe("tests of selected nodes", () => {
  it("come along when they look at anything selected (eager)", () => {
    expect(names("stg_users", "eager")).to.deep.equal(["stg_users", "relationships_users"]);
  });

  it("come along when all they look at is selected (cautious)", () => {
    expect(names("stg_users", "cautious")).to.deep.equal(["stg_users"]);
    expect(names("stg_users users", "cautious")).to.deep.equal([
      "stg_users",
      "users",
      "relationships_users",
      "users_are_people",
    ]);
  });

  it("come along when what else they look at lies above (buildable)", () => {
    expect(names("users", "buildable")).to.deep.equal([
      "users",
      "relationships_users",
      "users_are_people",
    ]);
    expect(names("stg_users", "buildable")).to.deep.equal(["stg_users"]);
  });

  it("stay away when asked (empty), unless they are named", () => {
    expect(names("users", "empty")).to.deep.equal(["users"]);
    expect(names("users_are_people", "empty")).to.deep.equal(["users_are_people"]);
  });
});

function tests(): readonly string[] {
  return nodes.filter((node) => node.resource === "test").map((node) => node.name);
}
