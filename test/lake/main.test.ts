import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { expect } from "chai";

interface Ended {
  readonly code: number | null;
  readonly errors: string;
}

describe("lake · process", () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "lake-"));
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  const run = (...more: string[]) => {
    const main = join(__dirname, "../../src/lake/main.js");
    const child = spawn(process.execPath, [main, ...more], { stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (text) => {
      errors += text;
    });
    const ended = once(child, "close").then(([code]): Ended => ({ code, errors }));
    const listening = once(createInterface(child.stdout), "line").then(([line]) => String(line));
    return { child, ended, listening };
  };

  it("says where it listens, and takes that back when it is told to stop", async () => {
    const { child, ended, listening } = run("--dir", dir);
    const url = await listening;
    const endpoint = JSON.parse(readFileSync(join(dir, "endpoint.json"), "utf8"));
    expect(endpoint).to.deep.include({ url, pid: child.pid });
    expect((await fetch(url)).status).to.equal(403);
    child.kill("SIGTERM");
    expect(await ended).to.deep.equal({ code: 0, errors: "" });
    expect(await readdir(dir)).to.not.include("endpoint.json");
  });

  it("ends with code 3 when another process serves the folder, however many start", async () => {
    const racers = [run("--dir", dir), run("--dir", dir), run("--dir", dir)];
    const losers: Ended[] = [];
    const lost = new Promise<void>((resolve) => {
      for (const { ended } of racers) {
        void ended.then((end) => losers.push(end) === 2 && resolve());
      }
    });
    await lost;
    expect(losers.map(({ code }) => code)).to.deep.equal([3, 3]);
    expect(losers[0]?.errors).to.match(/already served by process \d+/);
    for (const { child, ended } of racers) {
      child.kill("SIGTERM");
      await ended;
    }
  });

  it("serves the folder of a process that was killed", async () => {
    const first = run("--dir", dir);
    await first.listening;
    first.child.kill("SIGKILL");
    await first.ended;
    const second = run("--dir", dir, "--idle-seconds", "0.1");
    await second.listening;
    expect((await second.ended).code).to.equal(0);
  });

  it("refuses arguments that make no sense", async () => {
    for (const arguments_ of [[], ["--dir", dir, "--port", "x"], ["--dir", dir, "--what"]]) {
      const { code, errors } = await run(...arguments_).ended;
      expect(code).to.equal(2);
      expect(errors).to.match(/^usage: /);
    }
  });
});
