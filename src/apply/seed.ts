import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { putObject } from "../aws";
import { Bug, LakeError } from "../errors";
import type { Action } from "../planner";
import type { SeedFile } from "../state";
import type { Attempt } from "./attempt";
import { parseCsv, printCsv } from "./csv";
import { requireEmpty } from "./empty";
import { requireHomes } from "./home";

type UploadSeed = Extract<Action, { kind: "upload-seed" }>;

/** Puts a seed's rows in S3 and a text table over them. */
export async function uploadSeed(action: UploadSeed, attempt: Attempt): Promise<void> {
  const { seed } = attempt.input.desired;
  if (seed === undefined) throw new Bug(`Cannot upload "${attempt.key}": it is no seed`);
  const text = await readSeedFile(seed, attempt);
  await requireHomes(attempt);
  await requireEmpty(action.location, attempt);
  await attempt.begin();
  const { clients, connection, progress } = attempt.run;
  progress(`upload ${seed.rows} rows`);
  const extra = { ...connection.seedS3UploadArgs, ...seed.uploadArgs };
  const url = `${action.location}/${action.csv.identifier}.csv`;
  await putObject(clients, url, serialised(text, seed), { extra });
  await attempt.statement(action.statement);
}

async function readSeedFile(seed: SeedFile, attempt: Attempt): Promise<string> {
  const bytes = await readFile(seed.path);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest === seed.digest) return bytes.toString("utf-8");
  throw new LakeError("AF205", `Cannot upload "${attempt.key}": its file has changed meanwhile`, {
    where: { relation: attempt.key, file: seed.path },
  });
}

/**
 * Prints the rows as the text table reads them: comma, every value quoted. As in dbt-athena an
 * empty value and the word null are NULL, and spaces around anything but text do not count.
 */
function serialised(text: string, seed: SeedFile): string {
  const [header = [], ...rows] = parseCsv(text, seed.delimiter);
  const isText = seed.columns.map(({ type }) => /^(varchar|string|char)/i.test(type.trim()));
  const values = rows.map((row) =>
    row.map((value, index) => {
      const bare = value.trim();
      if (bare === "" || bare.toLowerCase() === "null") return "";
      return isText[index] === true ? value : bare;
    }),
  );
  return printCsv([header, ...values]);
}
