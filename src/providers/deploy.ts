import * as pulumi from "@pulumi/pulumi";
import { codes, describeError } from "../errors";
import {
  type LoadOptions,
  loadConnection,
  loadProjectUnlessAsking,
  loadProjectWith,
  type Project,
} from "../project";
import { lakeCatalog } from "./catalog";
import { choicesOf } from "./choices";
import { ProjectResource } from "./project";
import { orRunError } from "./run-error";
import { connect } from "./session";
import { loadOptions, resolveSettings, type Settings } from "./settings";

/** Holds what a stack exports. */
export interface StackOutputs {
  readonly plan?: pulumi.Output<Readonly<Record<string, string | number>>>;
  readonly relations: ProjectResource["relations"];
}

/**
 * Registers the dbt project that the stack's configuration names. Reads files only, unless the
 * project's own templates ask the lake; what the lake looks like is the provider's business.
 */
export function deploy(): StackOutputs {
  const config = new pulumi.Config("athenaform");
  const settings = resolveSettings((key) => config.get(key), process.env, process.cwd());
  const options = loadOptions(settings, process.env, new Date().toISOString());
  const project = orRunError(() => loadProjectUnlessAsking(options));
  if (project !== undefined) return register(project, settings);
  const later = pulumi.output(askLake(options, settings).then((one) => register(one, settings)));
  return { plan: later.apply((one) => one.plan ?? {}), relations: later.relations };
}

/** Loads a project whose templates ask the lake, which is read and never changed. */
async function askLake(options: LoadOptions, settings: Settings): Promise<Project> {
  try {
    const clients = await connect(settings, loadConnection(options));
    return await loadProjectWith(options, lakeCatalog(clients));
  } catch (cause) {
    throw new pulumi.RunError(describeError(cause));
  }
}

function register(project: Project, settings: Settings): StackOutputs {
  for (const warning of project.warnings) {
    const place = warning.where?.file === undefined ? "" : ` (${warning.where.file})`;
    void pulumi.log.warn(`${warning.code} ${warning.message}${place}; hint: ${warning.hint}`);
  }
  const choices = orRunError(() => choicesOf(project, settings));
  for (const text of choices.unmatched) {
    void pulumi.log.warn(`AF120 Selection "${text}" matches nothing; hint: ${codes.AF120[1]}`);
  }
  const resource = quickly(() => new ProjectResource(project, settings.projectDir, {}, choices));
  const { plan, relations } = resource;
  return plan === undefined ? { relations } : { plan, relations };
}

/**
 * Registers without a stack trace per input property, which Pulumi takes for debugging and which
 * is half of the time of a large preview.
 */
function quickly<T>(register: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return register();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
