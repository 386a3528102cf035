import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  createEnvironment,
  createSession,
  DBT_ENVIRONMENT,
  JinjaError,
  parseTemplate,
  repr,
} from "../../../src/project/jinja";
import { pythonCaseContext } from "./jinja-host";

interface Case {
  /** Names how it is rendered: as text, natively, with chainable undefined, or trimmed. */
  readonly mode?: "native" | "cap" | "ws";
  readonly t: string;
  readonly exp?: string;
  readonly err?: string;
  readonly line?: number;
}

const file = join(process.cwd(), "test/unit/project/jinja-python-cases.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly Case[] };
const trimmed = createEnvironment({ trimBlocks: true, lstripBlocks: true });

function render(one: Case): string {
  const template = parseTemplate(one.t, "case", one.mode === "ws" ? trimmed : DBT_ENVIRONMENT);
  const session = createSession(one.mode === "cap" ? "chainable" : "strict");
  if (one.mode === "native") return repr(template.renderNative(pythonCaseContext(), session));
  return template.render(pythonCaseContext(), session);
}

function outcome(one: Case): Omit<Case, "t" | "mode"> {
  try {
    return { exp: render(one) };
  } catch (thrown) {
    if (!(thrown instanceof JinjaError)) throw thrown;
    return { err: `${thrown.type}: ${thrown.message}`, line: thrown.line };
  }
}

describe("jinja · as in Python", () => {
  for (const one of cases) {
    const { t, mode, ...expected } = one;
    it(`${mode ?? "text"} · ${t.trim().replaceAll("\n", "⏎").slice(0, 90)}`, () => {
      expect(outcome(one)).to.deep.equal(expected);
    });
  }
});
