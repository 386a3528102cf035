import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createSession, JinjaError, parseTemplate } from "../../../src/project/jinja";
import { caseHost } from "./jinja-host";

interface Case {
  readonly cat: string;
  readonly id: string;
  readonly t: string;
  readonly ctx: unknown;
  readonly opt: { readonly dbtundef?: boolean };
  readonly exp?: string;
  readonly err?: string;
  readonly line?: number;
}

const file = join(process.cwd(), "test/unit/project/jinja-cases.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly Case[] };

function render(one: Case): string {
  const session = createSession(one.opt.dbtundef === true ? "chainable" : "strict");
  return parseTemplate(one.t, one.id).render(caseHost(one.ctx), session);
}

function failure(one: Case): JinjaError {
  try {
    render(one);
  } catch (thrown) {
    if (thrown instanceof JinjaError) return thrown;
    throw thrown;
  }
  throw new Error(`case ${one.id} does not fail`);
}

describe("jinja · conformance", () => {
  for (const one of cases)
    it(`${one.cat} ${one.id} gives what Jinja2 gives`, () => {
      if (one.err === undefined) {
        expect(render(one)).to.equal(one.exp);
        return;
      }
      const error = failure(one);
      const type = error.type === "HostError" ? "Exception" : error.type;
      expect(`${type}: ${error.message}`).to.equal(one.err);
      expect(error.line).to.equal(one.line);
    });
});
