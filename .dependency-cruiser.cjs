/**
 * Who may import whom, types included. The table is the law of ARCHITECTURE.md; a new arrow or a
 * new owner of a package is a decision, not a fix.
 */

/** Room → the rooms it may import. `lake` is started as a process and imported by none. */
const rooms = {
  state: [],
  render: ["state"],
  planner: ["state", "render"],
  project: ["state", "render"],
  aws: ["state"],
  apply: ["state", "render", "planner", "aws"],
  providers: ["state", "render", "planner", "project", "aws", "apply"],
  lake: [],
};

/** What the files beside the rooms may import: index.ts, main.ts and cli.ts. */
const top = ["state", "project", "providers"];

/** Package → the only places that may import it. */
const owners = {
  "@aws-sdk": ["aws/"],
  "@smithy": ["aws/"],
  "@duckdb": ["lake/"],
  "@grpc": ["providers/"],
  "@pulumi": ["providers/", "main\\.ts", "index\\.ts"],
  antlr4ng: ["lake/sql/"],
  avsc: ["lake/iceberg/"],
  "csv-parse": ["project/", "lake/"],
  "dt-sql-parser": ["lake/sql/"],
  "fast-json-patch": ["planner/"],
  "fast-xml-parser": ["lake/"],
  lmdb: ["lake/"],
  yaml: ["project/"],
};

/** Pure room → the built-in modules of Node it may use. */
const builtins = { state: ["crypto"], render: [], planner: [] };

const any = (names) => `(?:${names.join("|")})`;
const forbidden = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const roomRules = Object.entries(rooms).map(([room, allowed]) => {
  const open = [
    `^src/${any([room, ...allowed])}/`,
    ...(room === "lake" ? [] : ["^src/errors\\.ts$"]),
  ];
  const list = allowed.length > 0 ? allowed.join(", ") : "no other room";
  return forbidden(
    `room-${room}`,
    `${room} may import ${list}`,
    { path: `^src/${room}/` },
    { path: "^src/", pathNot: open },
  );
});

const packageRules = Object.entries(owners).map(([name, places]) =>
  forbidden(
    `package-${name.replace("@", "")}`,
    `${name} belongs to ${places.join(", ")}`,
    { path: "^src/", pathNot: `^src/${any(places)}` },
    { path: `^(?:node_modules/)?${name}(?:/|$)` },
  ),
);

const builtinRules = Object.entries(builtins).map(([room, allowed]) =>
  forbidden(
    `pure-${room}`,
    `${room} is pure: no file, network, clock, random or environment`,
    { path: `^src/${room}/` },
    {
      dependencyTypes: ["core"],
      ...(allowed.length > 0 ? { pathNot: `^(?:node:)?${any(allowed)}$` } : {}),
    },
  ),
);

module.exports = {
  forbidden: [
    forbidden("no-cycle", "No import cycles, not even of types", {}, { circular: true }),
    ...roomRules,
    ...packageRules,
    ...builtinRules,
    forbidden(
      "room-known",
      "A folder of src is one of the rooms",
      { path: "^src/[^/]+/", pathNot: `^src/${any(Object.keys(rooms))}/` },
      {},
    ),
    forbidden(
      "top",
      `index.ts, main.ts and cli.ts may import ${top.join(", ")}`,
      { path: "^src/[^/]+$" },
      { path: "^src/[^/]+/", pathNot: `^src/${any(top)}/` },
    ),
    forbidden("errors", "errors.ts imports nothing", { path: "^src/errors\\.ts$" }, { path: "." }),
    forbidden(
      "door",
      "Another room is entered by its index.ts alone",
      { path: "^src/([^/]+)/" },
      { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$"] },
    ),
    forbidden(
      "door-top",
      "A room is entered by its index.ts alone",
      { path: "^src/[^/]+$" },
      { path: "^src/[^/]+/", pathNot: "^src/[^/]+/index\\.ts$" },
    ),
    forbidden(
      "own-door",
      "Inside a room the file is imported, never the room's own door; a program stands outside it",
      { path: "^src/([^/]+)/", pathNot: "^src/[^/]+/main\\.ts$" },
      { path: "^src/$1/index\\.ts$" },
    ),
    forbidden(
      "project-files",
      "Only load.ts, profile.ts and read-*.ts of the project room touch files",
      { path: "^src/project/", pathNot: "^src/project/(?:load|profile|read-[^/]+)\\.ts$" },
      { dependencyTypes: ["core"], pathNot: "^(?:node:)?(?:path|crypto|buffer|util)(?:/|$)" },
    ),
    forbidden(
      "package-owned",
      "Each package has an owner room, named in this file",
      { path: "^src/" },
      {
        path: "^node_modules/",
        pathNot: `^node_modules/${any(["@types", ...Object.keys(owners)])}(?:/|$)`,
      },
    ),
    forbidden(
      "declared",
      "What is imported is in package.json; antlr4ng is dt-sql-parser's own and bundled with it",
      { path: "^src/" },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"], pathNot: "^node_modules/antlr4ng/" },
    ),
    forbidden(
      "no-dev-package",
      "What runs may not need a development dependency; the grammar is bundled by the build",
      { path: "^src/", pathNot: "^src/lake/sql/grammar-entry\\.mjs$" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "/@types/" },
    ),
    forbidden(
      "not-outside",
      "src imports nothing of test, bench or scripts",
      { path: "^src/" },
      {
        path: "^(?:test|bench|scripts|examples)/",
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbidden(
      "resolvable",
      "What is imported is there",
      { path: "^src/" },
      {
        couldNotResolve: true,
        pathNot: "vendor/trino-grammar\\.cjs$",
      },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["node", "require", "import", "types", "default"],
      mainFields: ["main", "types"],
    },
  },
};
