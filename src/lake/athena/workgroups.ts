import type { Database } from "lmdb";
import type { JsonService } from "../protocol";
import type { Store } from "../store/store";
import { count, invalid, optionalText, page, record, text, tokenKey } from "./input";

/** A workgroup as the lake keeps it; the configuration is in the API's own shape. */
export interface WorkGroup {
  readonly name: string;
  readonly state: "ENABLED" | "DISABLED";
  readonly description: string;
  readonly createdAt: number;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** Keeps workgroups; `primary` always exists. */
export interface WorkGroups {
  get(name: string): WorkGroup | undefined;
  /** Answers the output location and whether it wins over a query's own. */
  output(group: WorkGroup): { readonly location: string | undefined; readonly enforced: boolean };
  readonly service: JsonService;
}

const engineVersion = {
  SelectedEngineVersion: "AUTO",
  EffectiveEngineVersion: "Athena engine version 3",
};

const defaultConfiguration = {
  EnforceWorkGroupConfiguration: false,
  PublishCloudWatchMetricsEnabled: false,
  RequesterPaysEnabled: false,
  EngineVersion: engineVersion,
};

/** What an update may take away from a configuration, and where that is kept. */
const removals: Readonly<Record<string, readonly [string, string?]>> = {
  RemoveBytesScannedCutoffPerQuery: ["BytesScannedCutoffPerQuery"],
  RemoveCustomerContentEncryptionConfiguration: ["CustomerContentEncryptionConfiguration"],
  RemoveOutputLocation: ["ResultConfiguration", "OutputLocation"],
  RemoveEncryptionConfiguration: ["ResultConfiguration", "EncryptionConfiguration"],
  RemoveExpectedBucketOwner: ["ResultConfiguration", "ExpectedBucketOwner"],
  RemoveAclConfiguration: ["ResultConfiguration", "AclConfiguration"],
};

function without(
  configuration: Readonly<Record<string, unknown>>,
  [member, inner]: readonly [string, string?],
): Record<string, unknown> {
  const rest = { ...configuration };
  if (inner === undefined) delete rest[member];
  else {
    const nested = { ...record(rest, member) };
    delete nested[inner];
    rest[member] = nested;
  }
  return rest;
}

function updated(
  current: Readonly<Record<string, unknown>>,
  updates: Record<string, unknown>,
): Record<string, unknown> {
  const { ResultConfigurationUpdates: _, ...plain } = updates;
  const results = record(updates, "ResultConfigurationUpdates");
  let next: Record<string, unknown> = { ...current };
  for (const [flag, place] of Object.entries(removals)) {
    if (updates[flag] === true || results[flag] === true) next = without(next, place);
  }
  const set = Object.entries(plain).filter(([name]) => removals[name] === undefined);
  const setResults = Object.entries(results).filter(([name]) => removals[name] === undefined);
  next = { ...next, ...Object.fromEntries(set) };
  if (setResults.length > 0) {
    next["ResultConfiguration"] = {
      ...record(next, "ResultConfiguration"),
      ...Object.fromEntries(setResults),
    };
  }
  return withEngine(next);
}

function withEngine(configuration: Record<string, unknown>): Record<string, unknown> {
  const asked = record(configuration, "EngineVersion");
  return { ...configuration, EngineVersion: { ...engineVersion, ...asked } };
}

function checkLocation(configuration: Record<string, unknown>): void {
  const location = optionalText(record(configuration, "ResultConfiguration"), "OutputLocation");
  if (location !== undefined && !/^s3:\/\/[^/]+/.test(location)) {
    throw invalid("outputLocation is not a valid S3 path.");
  }
}

const nameOf = (input: Record<string, unknown>, member: string): string => {
  const name = text(input, member);
  if (!/^[a-zA-Z0-9._-]{1,128}$/.test(name)) throw invalid(`WorkGroup name ${name} is not valid`);
  return name;
};

function operations(groups: Database<WorkGroup, string>): JsonService {
  const existing = (name: string): WorkGroup => {
    const group = groups.get(name);
    if (group === undefined) throw invalid(`WorkGroup ${name} is not found.`);
    return group;
  };
  const create = async (input: Record<string, unknown>): Promise<object> => {
    const name = nameOf(input, "Name");
    const asked = record(input, "Configuration");
    checkLocation(asked);
    const configuration = withEngine({
      ...defaultConfiguration,
      // A configuration that says nothing of enforcement is enforced, as on AWS.
      EnforceWorkGroupConfiguration: true,
      ...asked,
    });
    const description = optionalText(input, "Description") ?? "";
    const group: WorkGroup = {
      name,
      state: "ENABLED",
      description,
      createdAt: Date.now(),
      configuration,
    };
    const made = await groups.ifNoExists(name, () => void groups.put(name, group));
    if (!made) throw invalid("WorkGroup is already created");
    return {};
  };
  const update = async (input: Record<string, unknown>): Promise<object> => {
    const name = text(input, "WorkGroup");
    const state = optionalText(input, "State");
    if (state !== undefined && state !== "ENABLED" && state !== "DISABLED") {
      throw invalid(`State ${state} is not valid`);
    }
    await groups.transaction(() => {
      const group = existing(name);
      const configuration = updated(group.configuration, record(input, "ConfigurationUpdates"));
      checkLocation(configuration);
      const description = optionalText(input, "Description") ?? group.description;
      const next = { ...group, description, state: state ?? group.state, configuration };
      void groups.put(name, next);
    });
    return {};
  };
  const remove = async (input: Record<string, unknown>): Promise<object> => {
    const name = text(input, "WorkGroup");
    if (name === "primary") throw invalid("The primary WorkGroup cannot be deleted");
    existing(name);
    await groups.remove(name);
    return {};
  };
  const list = async (input: Record<string, unknown>): Promise<object> => {
    const size = count(input, "MaxResults", { least: 1, most: 50, otherwise: 50 });
    const after = tokenKey(input);
    const range = groups.getRange(
      after === undefined ? {} : { start: after, exclusiveStart: true },
    );
    const { items, nextToken } = page(range, size, ({ key }) => key);
    const WorkGroups = items.map(({ value }) => ({
      Name: value.name,
      State: value.state,
      Description: value.description,
      CreationTime: new Date(value.createdAt),
      EngineVersion: value.configuration["EngineVersion"],
    }));
    return { WorkGroups, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  };
  const get = async (input: Record<string, unknown>): Promise<object> => {
    const group = existing(text(input, "WorkGroup"));
    return {
      WorkGroup: {
        Name: group.name,
        State: group.state,
        Description: group.description,
        CreationTime: new Date(group.createdAt),
        Configuration: group.configuration,
      },
    };
  };
  return {
    CreateWorkGroup: create,
    GetWorkGroup: get,
    ListWorkGroups: list,
    UpdateWorkGroup: update,
    DeleteWorkGroup: remove,
  };
}

/** Opens the lake's workgroups. */
export async function openWorkGroups(store: Store): Promise<WorkGroups> {
  const groups = store.db.openDB<WorkGroup, string>({ name: "athena-workgroups" });
  await groups.ifNoExists("primary", () => {
    void groups.put("primary", {
      name: "primary",
      state: "ENABLED",
      description: "",
      createdAt: Date.now(),
      configuration: defaultConfiguration,
    });
  });
  return {
    get: (name) => groups.get(name),
    output: ({ configuration }) => ({
      location: optionalText(record(configuration, "ResultConfiguration"), "OutputLocation"),
      enforced: configuration["EnforceWorkGroupConfiguration"] === true,
    }),
    service: operations(groups),
  };
}
