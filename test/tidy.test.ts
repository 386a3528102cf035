/** The rules of the house that neither the compiler, the linter nor the arrow checker knows. */

import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as ts from "typescript";
import { codes } from "../src/errors";

const root = path.resolve(__dirname, "..", "..");
const pureRooms = ["state", "render", "planner"];
const forbiddenFolders = ["utils", "util", "common", "helpers", "core", "lib", "misc", "shared"];
const maxLines = 300;

interface Source {
  /** Path below the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

describe("tidy", () => {
  it("holds files of at most 300 lines", () => {
    const long = code()
      .filter(({ text }) => text.trimEnd().split("\n").length > maxLines)
      .map(({ file }) => file);
    expect(long).to.deep.equal([]);
  });

  it("leaves nothing to be done in comments", () => {
    // Joined, so that this file does not find itself.
    const marks = new RegExp(`\\b(?:${["TO", "FIX", "XX"].join("|")})(?:DO|ME|X)\\b`);
    const found = code().filter(({ text }) => marks.test(text));
    expect(found.map(({ file }) => file)).to.deep.equal([]);
  });

  it("names no folder after what it fails to say", () => {
    const folders = new Set(code().flatMap(({ file }) => file.split("/").slice(0, -1)));
    expect(forbiddenFolders.filter((name) => folders.has(name))).to.deep.equal([]);
  });

  it("keeps clock, random and environment out of the pure rooms", () => {
    const sources = pureRooms.flatMap((room) => read(`src/${room}`, /\.ts$/));
    expect(sources).to.not.be.empty;
    expect(sources.flatMap((source) => find(source, impurity))).to.deep.equal([]);
  });

  it("documents every name that a file of src exports", () => {
    const found = read("src", /\.ts$/).flatMap((source) => find(source, undocumented));
    expect(found).to.deep.equal([]);
  });

  it("runs every test, and titles it with what holds", () => {
    const found = read("test", /\.test\.ts$/).flatMap((source) => find(source, unfitTest));
    expect(found).to.deep.equal([]);
  });

  it("opens every room with what the room is, and tells of it in ARCHITECTURE.md", () => {
    const architecture = text("ARCHITECTURE.md");
    for (const room of rooms()) {
      const door = text(`src/${room}/index.ts`);
      if (door !== undefined) expect(door, `src/${room}/index.ts`).to.match(/^\/\*\*/);
      if (architecture === undefined) continue;
      expect(door, `src/${room}/index.ts`).to.be.a("string");
      expect(architecture, room).to.match(new RegExp(`\\b(?:src/)?${room}\\b`));
    }
  });

  it("keeps ARCHITECTURE.md short enough to be read", () => {
    const lines = (text("ARCHITECTURE.md") ?? "").trimEnd().split("\n");
    expect(lines.length).to.be.at.most(150);
  });

  it("raises, tests and explains every error code", () => {
    const raised = strings(code().filter(({ file }) => /^(?:src|scripts)\/(?!errors)/.test(file)));
    // A Bug knows its one code itself.
    const isRaised = (code: string): boolean =>
      raised.includes(code === "AF900" ? "new Bug(" : code);
    const tested = strings(read("test", /./).filter(({ file }) => file !== "test/tidy.test.ts"));
    const page = text("docs/errors.md");
    const gaps = Object.entries(codes).flatMap(([code, [title, hint]]) => [
      ...(isRaised(code) ? [] : [`${code} is never raised`]),
      ...(tested.includes(code) ? [] : [`${code} has no test`]),
      ...(page === undefined || (page.includes(`### ${code}: ${title}`) && page.includes(hint))
        ? []
        : [`${code} is stale in docs/errors.md: run npm run errors`]),
    ]);
    expect(gaps).to.deep.equal([]);
  });

  it("mentions no error code that does not exist", () => {
    const known = new Set(Object.keys(codes));
    const found = [...read("src", /\.ts$/), ...read("docs", /\.md$/)].flatMap(({ file, text }) =>
      [...text.matchAll(/\bAF\d{3}\b/g)]
        .filter(([code]) => !known.has(code))
        .map(([code]) => `${file}: ${code}`),
    );
    expect(found).to.deep.equal([]);
  });
});

/** Names what a pure function may not know. */
function impurity(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === "Date") {
    return (node.arguments ?? []).length === 0 ? "new Date()" : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText();
    return /^(?:Math\.random|Date\.now|performance\..*|process\..*)$/.test(name) ? name : undefined;
  }
  const called = ts.isIdentifier(node) ? node.text : "";
  return /^(?:random(?:UUID|Bytes|Int)|getRandomValues)$/.test(called) ? called : undefined;
}

/** Names an exported declaration without a doc comment. */
function undocumented(node: ts.Node): string | undefined {
  const declares =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableStatement(node);
  if (!declares || !ts.isSourceFile(node.parent)) return undefined;
  const exported = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (exported !== true || ts.getJSDocCommentsAndTags(node).length > 0) return undefined;
  return node.getText().split("\n")[0];
}

/** Names a test that does not run or whose title wishes instead of stating. */
function unfitTest(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const name = node.expression.getText();
  if (/^(?:(?:it|test|describe|context)\.(?:only|skip)|x(?:it|describe)|this\.skip)$/.test(name)) {
    return name;
  }
  const [title] = node.arguments;
  if (name !== "it" || title === undefined || !ts.isStringLiteralLike(title)) return undefined;
  return /\bshould\b/i.test(title.text) ? title.text : undefined;
}

/** Visits every node of a source and says where the rule found something. */
function find(source: Source, rule: (node: ts.Node) => string | undefined): readonly string[] {
  const tree = ts.createSourceFile(source.file, source.text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = rule(node);
    if (what !== undefined) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${source.file}:${line + 1}: ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function rooms(): readonly string[] {
  const folders = read("src", /\.ts$/).map(({ file }) => file.split("/").slice(1, -1)[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined);
}

function strings(sources: readonly Source[]): string {
  return sources.map(({ text }) => text).join("\n");
}

function code(): readonly Source[] {
  return ["src", "test", "bench", "scripts"].flatMap((folder) => read(folder, /\.[cm]?[jt]s$/));
}

function read(folder: string, name: RegExp): readonly Source[] {
  const start = path.join(root, folder);
  if (!fs.existsSync(start)) return [];
  return fs
    .readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => {
      const full = path.join(entry.parentPath, entry.name);
      const file = path.relative(root, full).split(path.sep).join("/");
      return { file, text: fs.readFileSync(full, "utf8") };
    });
}

function text(file: string): string | undefined {
  const full = path.join(root, file);
  return fs.existsSync(full) ? fs.readFileSync(full, "utf8") : undefined;
}
