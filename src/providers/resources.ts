import * as pulumi from "@pulumi/pulumi";
import type { PlanDigest } from "../planner";
import type { Demand, RelationInputs } from "./inputs";

/**
 * Is what Pulumi keeps in state for every resource as its provider. It loads the installed package
 * when it is needed and captures no code, so an upgrade of athenaform never shows as a change. A
 * test freezes it: another text would be a change of every resource of every user.
 */
export const providerText =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("athenaform/provider").provider';

/** Holds what only a run needs; the provider takes it away before anything is kept. */
export interface Plumbing {
  readonly __preview: boolean;
  readonly __urn: string;
  readonly __demand?: Demand;
}

/** Is the input of a relation's resource: upstream versions may still be outputs. */
export type RelationArgs = Omit<RelationInputs, "upstream"> &
  Plumbing & {
    readonly upstream: Readonly<Record<string, pulumi.Input<string>>>;
  };

/** Is a relation as a Pulumi resource: `athena:Model`, `athena:Seed`. */
export class RelationResource extends pulumi.CustomResource {
  /** Changes when the relation's rows or columns do; unknown while it is going to change. */
  declare readonly version: pulumi.Output<string>;
  /** The same as what downstream follows; a preview says it where the rows stay. */
  declare readonly __dataVersion: pulumi.Output<string>;
  declare readonly rows: pulumi.Output<number | undefined>;
  declare readonly relation: pulumi.Output<string>;
  /** What the preview will do, for its summary; absent where nothing is done. */
  declare readonly __plan: pulumi.Output<PlanDigest | null | undefined>;

  constructor(
    type: "Model" | "Seed",
    name: string,
    args: RelationArgs,
    options: pulumi.CustomResourceOptions,
  ) {
    const outputs = {
      version: undefined,
      __dataVersion: undefined,
      rows: undefined,
      __plan: undefined,
    };
    const inputs = { ...outputs, ...args, __provider: providerText };
    super(`pulumi-nodejs:dynamic/athena:${type}`, name, inputs, options);
  }
}

/** Is the input of a schema's resource. */
export interface SchemaArgs extends Plumbing {
  readonly schema: string;
  readonly __kind: "schema";
  readonly __home: RelationInputs["__home"];
  /** Everything to read in bulk, and every relation of the project; given to one schema only. */
  readonly __project?: ProjectScope;
}

/** Tells the provider what the whole project touches, so that it reads once and in bulk. */
export interface ProjectScope {
  readonly schemas: readonly string[];
  readonly sources: readonly { database: string; schema: string; identifier: string }[];
  readonly relations: readonly string[];
  /** Those of them that the selection takes; absent when it takes all. */
  readonly selected?: readonly string[];
}

/** Is a Glue database as a Pulumi resource: created where missing, dropped if ours and empty. */
export class SchemaResource extends pulumi.CustomResource {
  declare readonly schema: pulumi.Output<string>;
  declare readonly __plans: pulumi.Output<readonly PlanDigest[] | null | undefined>;

  constructor(name: string, args: SchemaArgs, options: pulumi.CustomResourceOptions) {
    const inputs = { __plans: undefined, ...args, __provider: providerText };
    super("pulumi-nodejs:dynamic/athena:Schema", name, inputs, options);
  }
}
