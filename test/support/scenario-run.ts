import { Athena } from "@aws-sdk/client-athena";
import { expect } from "chai";
import type { Endpoint } from "../../src/aws";
import { loadProject } from "../../src/project";
import { loadOptions } from "../../src/providers/settings";
import { keyOf } from "../../src/state";
import { type Inspector, inspect } from "./inspect";
import { lakeText } from "./lake-text";
import { Masks } from "./masks";
import { stableDiff, stableJson, stableText } from "./printed";
import type { Edit, Scenario, Step } from "./scenario";
import { statementsText } from "./statements";
import { callsDuring, type LoggedCall, openWorkspace, type Ran, type Workspace } from "./workspace";

/** Holds the three things that people read of a scenario. */
export interface Read {
  readonly "plan.txt": string;
  readonly "statements.sql": string;
  readonly "lake.txt": string;
}

/** Takes all steps of a scenario, with the real CLI and a lake of its own. */
export async function runScenario(scenario: Scenario): Promise<Read> {
  const workspace = openWorkspace(scenario.files);
  const endpoint = await workspace.lake();
  const run = new Run(workspace, endpoint, inspect(endpoint));
  try {
    expect((await workspace.pulumi(["stack", "init", "dev"])).code).to.equal(0);
    for (const step of scenario.steps) await run.take(step);
    await run.end(scenario.steps.at(-1)?.kind);
    return run.read();
  } finally {
    run.lake.close();
    await workspace.close();
  }
}

/** Is a scenario under way: what has been printed, sent and found so far. */
class Run {
  private readonly masks = new Masks("shop/dev");
  private readonly plans: string[] = [];
  private readonly statements: string[] = [];
  private readonly lakes: string[] = [];

  constructor(
    private readonly workspace: Workspace,
    private readonly endpoint: Endpoint,
    readonly lake: Inspector,
  ) {
    this.masks.name(workspace.dir, "PROJECT");
    this.learnRelations();
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "edit":
        for (const [file, edit] of Object.entries(step.files)) this.edit(file, edit);
        return this.learnRelations();
      case "preview":
        return this.preview(step.title, step.as);
      case "unchanged":
        return this.unchanged(step.title);
      case "refused":
        return this.refused(step.title);
      case "up":
      case "destroy":
        return this.write(step.kind, step.title);
      case "lake":
        this.lakes.push(section("--", step.title, await this.lakeNow()));
        return;
      case "sql":
        await this.lake.query(step.sql);
        return;
      case "call":
        return this.call(step.name, step.input);
    }
  }

  /** Checks what holds at the end of every scenario, and looks at the lake. */
  async end(last: Step["kind"] | undefined): Promise<void> {
    const done = last === "refused" || last === "destroy";
    if (!done) await this.unchanged(undefined);
    const found = await this.lakeNow();
    expect(found, "files that no relation and no record knows").to.not.include("nobody's");
    this.lakes.push(section("--", "at the end", found));
  }

  read(): Read {
    return {
      "plan.txt": `${this.plans.join("\n\n\n")}\n`,
      "statements.sql": `${this.statements.join("\n\n\n")}\n`,
      "lake.txt": `${this.lakes.join("\n\n\n")}\n`,
    };
  }

  private async preview(title: string, as: "text" | "diff" | "json"): Promise<void> {
    const flag = as === "text" ? [] : [`--${as}`];
    const { ran, calls } = await this.pulumi(["preview", ...flag]);
    expect(ran.code, everything(ran)).to.equal(0);
    expectNothingWritten(calls);
    const forms = { text: stableText, diff: stableDiff, json: stableJson };
    const shown = ["preview", ...flag].join(" ");
    this.plans.push(section("#", `${shown} · ${title}`, this.masks.apply(forms[as](ran.stdout))));
  }

  private async unchanged(title: string | undefined): Promise<void> {
    const { ran, calls } = await this.pulumi(["preview", "--expect-no-changes"]);
    expect(ran.code, everything(ran)).to.equal(0);
    expectNothingWritten(calls);
    if (title === undefined) return;
    this.plans.push(section("#", `preview · ${title}`, stableText(ran.stdout)));
  }

  private async refused(title: string): Promise<void> {
    const preview = await this.pulumi(["preview"]);
    expect(preview.ran.code, everything(preview.ran)).to.be.greaterThan(0);
    expectNothingWritten(preview.calls);
    const text = this.masks.apply(stableText(preview.ran.stdout));
    this.plans.push(section("#", `preview · ${title}`, `${text}\n\nexit code not 0`));
    const up = await this.pulumi(["up", "--yes"]);
    expect(up.ran.code, everything(up.ran)).to.be.greaterThan(0);
    expectNothingWritten(up.calls);
  }

  private async write(operation: "up" | "destroy", title: string): Promise<void> {
    const { ran, calls } = await this.pulumi([operation, "--yes", "--skip-preview"]);
    expect(ran.code, everything(ran)).to.equal(0);
    for (const call of calls) {
      const id = call.parameters["QueryExecutionId"];
      if (typeof id === "string") this.masks.name(id, "QUERY_ID");
    }
    await this.learnVersions();
    const named = title === operation ? operation : `${operation} · ${title}`;
    this.statements.push(section("--", named, this.masks.apply(statementsText(calls))));
  }

  private async pulumi(
    args: readonly string[],
  ): Promise<{ ran: Ran; calls: readonly LoggedCall[] }> {
    const rans: Ran[] = [];
    const calls = await callsDuring(this.endpoint, async () => {
      rans.push(await this.workspace.pulumi(args));
    });
    const [ran] = rans;
    if (ran === undefined) throw new Error("The CLI did not run");
    return { ran, calls };
  }

  private edit(file: string, edit: Edit): void {
    if (edit === null || typeof edit === "string") {
      this.workspace.write({ [file]: edit });
      return;
    }
    let text = this.workspace.read(file);
    for (const [from, to] of Object.entries(edit)) {
      const parts = text.split(from);
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
      text = parts.join(to);
    }
    this.workspace.write({ [file]: text });
  }

  private async call(name: string, input: object): Promise<void> {
    const [service = "", operation = ""] = name.split(".");
    const { url, accessKeyId, secretAccessKey } = this.endpoint;
    const credentials = { accessKeyId, secretAccessKey };
    const athena = new Athena({ region: "us-east-1", endpoint: url, credentials });
    try {
      const clients: Readonly<Record<string, object>> = {
        athena,
        glue: this.lake.glue,
        s3: this.lake.s3,
      };
      const client = clients[service] as Record<string, (input: object) => Promise<unknown>>;
      const method = client[operation];
      if (method === undefined) throw new Error(`No client has a call named ${name}`);
      await method.call(client, input);
    } finally {
      athena.destroy();
    }
  }

  private async lakeNow(): Promise<string> {
    return lakeText(this.lake, (text) => this.masks.apply(text));
  }

  // A project with faults has no relations to name.
  private learnRelations(): void {
    const { settings } = this.workspace;
    try {
      const project = loadProject(loadOptions(settings, process.env, "2026-01-01T00:00:00.000Z"));
      for (const node of project.nodes) this.masks.relation(keyOf(node.relation));
    } catch (error) {
      expect(error).to.have.property("errors");
    }
  }

  private async learnVersions(): Promise<void> {
    const Key = "tables/.athenaform/shop/dev/index.json";
    const listed = await this.lake.objects(`s3://shop/${Key}`);
    if (listed.length === 0) return;
    const found = await this.lake.s3.getObject({ Bucket: "shop", Key });
    const record = JSON.parse((await found.Body?.transformToString()) ?? "{}") as {
      readonly entries: Readonly<
        Record<string, { readonly applied?: { readonly version: string } }>
      >;
    };
    for (const [key, entry] of Object.entries(record.entries)) {
      this.masks.name(entry.applied?.version ?? "", `VERSION of ${key}`);
    }
  }
}

function section(mark: string, title: string, text: string): string {
  return `${mark} ${title}\n\n${text}`;
}

function everything(ran: Ran): string {
  return `exit code ${ran.code}\n${ran.stdout}\n${ran.stderr}`;
}

function expectNothingWritten(calls: readonly LoggedCall[]): void {
  const writing = calls.filter((call) => call.writing && !makesBucket(call));
  const names = writing.map(({ service, operation }) => `${service}.${operation}`);
  expect(names, "writing calls of a preview").to.deep.equal([]);
}

// The embedded lake begins without buckets; on AWS they are the user's.
function makesBucket({ operation }: LoggedCall): boolean {
  return operation === "CreateBucket";
}
