import { expect } from "chai";
import {
  explainActions,
  explainReasons,
  type Plan,
  type PlanInput,
  planRelation,
} from "../../../src/planner";
import type { Desired, ObservedRelation, Pending } from "../../../src/state";
import { appliedFrom, desiredTable, lakeWith, observedAs, ordersKey, planInput } from "./faces";

const settings = { owner: "shop/dev", run: "changed", adopt: false } as const;
const there = observedAs({ location: "s3://lake/tables/marts/orders/old" });

function planOf(
  desired: Desired,
  seen: ObservedRelation | undefined,
  changes: Partial<PlanInput> = {},
): Plan {
  const lake = lakeWith(seen === undefined ? {} : { [ordersKey]: seen });
  return planRelation(planInput(desired, changes), lake, settings);
}

function kinds(plan: Plan): readonly string[] {
  return plan.actions.map((action) => action.kind);
}

describe("plan of a table", () => {
  const before = desiredTable();
  const applied = appliedFrom(before, there);

  it("creates what is missing", () => {
    const plan = planOf(before, undefined);
    expect(plan.verb).to.equal("create");
    expect(kinds(plan)).to.deep.equal(["build", "publish"]);
    expect(explainReasons(plan)).to.equal("not there yet");
  });

  it("does nothing when nothing changed", () => {
    expect(planOf(before, there, { applied }).actions).to.deep.equal([]);
  });

  it("does nothing when only a comment of the SQL changed", () => {
    const commented = desiredTable({ sql: "select a -- the key\nfrom t" });
    expect(planOf(commented, there, { applied }).actions).to.deep.equal([]);
  });

  it("swaps when the SQL changed, guarded by the version that was seen", () => {
    const plan = planOf(desiredTable({ sql: "select b from t" }), there, { applied });
    expect(plan.verb).to.equal("swap");
    expect(explainReasons(plan)).to.equal("sql changed");
    const publish = plan.actions.find((action) => action.kind === "publish");
    expect(publish).to.include({ expected: "7", bridge: false });
  });

  it("names the config keys that changed", () => {
    const layout = { ...before.layout, format: "orc", partitionedBy: ["a"] };
    const plan = planOf(desiredTable({ layout }), there, { applied });
    expect(explainReasons(plan)).to.equal("config format, partitioned_by changed");
  });

  it("exchanges partitions behind a view, and says so as a hazard", () => {
    const layout = { ...before.layout, partitionedBy: ["a"] };
    const plan = planOf(desiredTable({ layout }), there, { applied });
    expect(plan.actions.find((action) => action.kind === "publish")).to.include({ bridge: true });
    expect(plan.hazards.map((hazard) => hazard.kind)).to.deep.equal(["view-bridge"]);
  });

  it("builds again what was dropped outside", () => {
    const plan = planOf(before, undefined, { applied });
    expect([plan.verb, explainReasons(plan)]).to.deep.equal(["create", "dropped outside"]);
  });

  it("names what was changed outside", () => {
    const moved = observedAs({ location: "s3://elsewhere" });
    const plan = planOf(before, moved, { applied });
    expect(explainReasons(plan)).to.equal("location changed outside");
  });

  it("follows an upstream whose data version is not known yet", () => {
    const upstream = [
      { kind: "table", node: "model.shop.stg", relation: "marts.stg", lineage: "l" },
    ] as const;
    const inputs = { "marts.stg": undefined };
    const plan = planOf(desiredTable({ upstream }), there, {
      applied: { ...applied, inputs: { "marts.stg": "v1" } },
      inputs,
    });
    expect(explainReasons(plan)).to.equal("upstream stg changes");
  });

  it("stays when its upstream came out identical", () => {
    const upstream = [
      { kind: "table", node: "model.shop.stg", relation: "marts.stg", lineage: "l" },
    ] as const;
    const plan = planOf(desiredTable({ upstream }), there, {
      applied: { ...applied, inputs: { "marts.stg": "v1" } },
      inputs: { "marts.stg": "v1" },
    });
    expect(plan.actions).to.deep.equal([]);
  });

  it("keeps one previous version without ha, and expires those before it", () => {
    const older = { location: "s3://lake/tables/marts/orders/older", glueVersion: "5" };
    const plan = planOf(desiredTable({ sql: "select b from t" }), there, {
      applied: { ...applied, previous: [older] },
    });
    const expire = plan.actions.find((action) => action.kind === "expire");
    expect(expire).to.deep.equal({ kind: "expire", keepVersions: 2, locations: [older] });
  });

  it("keeps versions_to_keep versions with ha", () => {
    const older = { location: "s3://lake/tables/marts/orders/older", glueVersion: "5" };
    const plan = planOf(desiredTable({ sql: "select b from t", ha: true }), there, {
      applied: { ...applied, previous: [older] },
    });
    const expire = plan.actions.find((action) => action.kind === "expire");
    expect(expire).to.deep.equal({ kind: "expire", keepVersions: 4, locations: [] });
  });

  it("settles at its fixed home when the naming is not unique", () => {
    const placement = { ...before.placement, naming: "schema_table" } as const;
    const plan = planOf(desiredTable({ placement }), there, { applied });
    expect(kinds(plan)).to.deep.equal(["build", "publish", "settle", "expire"]);
  });

  it("uses batches from the start once it knows that the table has too many partitions", () => {
    const layout = { ...before.layout, partitionedBy: ["a"] };
    const desired = desiredTable({ layout, sql: "select b, a from t" });
    const plan = planOf(desired, there, { applied: { ...applied, partitions: 182 } });
    expect(explainActions(plan)[0]).to.match(/, in batches of 100 partitions$/);
  });

  it("is the same plan for the same faces, byte for byte", () => {
    const plan = (): string =>
      JSON.stringify(planOf(desiredTable({ sql: "select 2" }), there, { applied }));
    expect(plan()).to.equal(plan());
  });

  it("refuses a relation that exists and is not ours", () => {
    expect(() => planOf(before, there))
      .to.throw()
      .with.property("code", "AF202");
  });

  it("refuses to build inside the location of another relation", () => {
    const lake = lakeWith({ "marts.all": observedAs({ location: "s3://lake/tables" }) });
    expect(() => planRelation(planInput(before), lake, settings))
      .to.throw()
      .with.property("code", "AF113");
  });
});

describe("plan of a view", () => {
  const view = desiredTable({ materialized: "view" });
  const seen = observedAs({ viewText: "/* Presto View: x */" });

  it("replaces a view in place", () => {
    const plan = planOf(desiredTable({ materialized: "view", sql: "select 2" }), seen, {
      applied: appliedFrom(view, seen),
    });
    expect(plan.verb).to.equal("replace view");
    expect(kinds(plan)).to.deep.equal(["create-view", "expire"]);
  });

  it("takes the place of a table without a gap: built aside, then the pointer moves", () => {
    const plan = planOf(view, there, { applied: appliedFrom(desiredTable(), there) });
    expect(plan.verb).to.equal("replace table by view");
    expect(kinds(plan)).to.deep.equal(["create-view", "publish", "expire"]);
    expect(plan.hazards.map((hazard) => hazard.kind)).to.deep.equal(["drops-data"]);
  });
});

describe("plan after an unfinished run", () => {
  const desired = desiredTable();
  const applied = appliedFrom(desired, there);
  const pending: Pending = {
    attempt: 2,
    staging: [{ database: "awsdatacatalog", schema: "marts", identifier: "orders__af_1" }],
    locations: ["s3://lake/tables/marts/orders/new"],
    queries: [],
    phase: "building",
    retire: [],
  };
  const built = observedAs({ location: "s3://lake/tables/marts/orders/new" }, "8");
  const next = { ...appliedFrom(desired, built), version: "v2" };

  it("rolls back an attempt that had not touched the target", () => {
    const plan = planOf(desired, there, { applied, pending });
    expect([plan.verb, ...kinds(plan)]).to.deep.equal(["recover", "roll-back"]);
    expect(explainReasons(plan)).to.equal("last run stopped while building");
  });

  it("finishes an attempt whose pointer had moved", () => {
    const publishing: Pending = { ...pending, phase: "publishing", next };
    const plan = planOf(desired, built, { applied, pending: publishing });
    expect(kinds(plan)).to.deep.equal(["finish"]);
  });

  it("finishes an attempt that stopped behind its bridge", () => {
    const publishing: Pending = { ...pending, phase: "publishing", next };
    const bridge = observedAs({ viewText: "select * from staging" }, "8");
    const seen = { ...bridge, parameters: { "athenaform.bridge": "orders__af_1" } };
    const plan = planOf(desired, seen, { applied, pending: publishing });
    expect(kinds(plan)).to.deep.equal(["finish"]);
  });

  it("rolls back an attempt that was about to publish but had not", () => {
    const publishing: Pending = { ...pending, phase: "publishing", next };
    expect(kinds(planOf(desired, there, { applied, pending: publishing }))).to.deep.equal([
      "roll-back",
    ]);
  });

  it("goes on to what the project asks now", () => {
    const changed = desiredTable({ sql: "select 3" });
    const plan = planOf(changed, there, { applied, pending });
    expect(kinds(plan)).to.deep.equal(["roll-back", "build", "publish", "expire"]);
    expect(plan.attempt).to.equal(2);
  });
});
