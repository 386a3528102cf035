/** The set-up, run as users run it: in a process of its own, with a PATH and a cache of its own. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const root = path.resolve(__dirname, "..", "..");
const setup = pathToFileURL(path.join(root, "scripts", "setup.mjs")).href;
const version = "3.250.0";

/** Stands for Go: notes each build, takes a moment, and writes what `-o` names. */
const go = `#!/bin/sh
case "$1" in
  env) echo go1.26.0 ;;
  build)
    echo "$$" >> "$BUILDS"
    while [ "$1" != "-o" ]; do shift; done
    /bin/sleep 0.3
    echo '#!/bin/sh' > "$2" && /bin/chmod +x "$2" ;;
esac
`;

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("set-up", () => {
  let home: string;
  let builds: string;

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "athenaform-setup-"));
    builds = path.join(home, "builds");
    fs.mkdirSync(path.join(home, "path"));
  });

  afterEach(() => {
    fs.rmSync(home, { recursive: true, force: true });
  });

  function ask(expression: string): Promise<Outcome> {
    const script = `import * as setup from ${JSON.stringify(setup)};
      try { console.log(JSON.stringify(await ${expression})); }
      catch (error) { console.error(error.message); process.exitCode = 1; }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      cwd: home,
      env: {
        PATH: path.join(home, "path"),
        HOME: home,
        XDG_CACHE_HOME: path.join(home, "cache"),
        ATHENAFORM_DOWNLOAD: "off",
        PULUMI_ACCESS_TOKEN: "secret",
        BUILDS: builds,
      },
    });
    return new Promise((resolve, reject) => {
      const outcome = { stdout: "", stderr: "" };
      child.stdout.on("data", (data) => (outcome.stdout += String(data)));
      child.stderr.on("data", (data) => (outcome.stderr += String(data)));
      child.on("error", reject);
      child.on("close", (code) => resolve({ ...outcome, code }));
    });
  }

  function program(name: string, text: string): void {
    fs.writeFileSync(path.join(home, "path", name), text, { mode: 0o755 });
  }

  it("says what to install where there is neither Pulumi nor Go", async () => {
    const { code, stderr } = await ask("setup.ensurePulumi()");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^AF300 .* install Pulumi 3\.200 or newer .* or Go /);
    expect(stderr.trim().split("\n")).to.have.length(1);
  });

  it("builds the CLI once when two set-ups start together, then keeps it", async () => {
    program("go", go);
    const first = await Promise.all([ask("setup.ensurePulumi()"), ask("setup.ensurePulumi()")]);
    for (const { code, stderr } of first) expect(code, stderr).to.equal(0);
    // One build of the CLI and one of the Node host.
    expect(fs.readFileSync(builds, "utf8").trim().split("\n")).to.have.length(2);

    const again = await ask("setup.ensurePulumi()");
    const { folder, origin } = JSON.parse(again.stdout);
    expect({ origin, said: again.stderr }).to.deep.equal({ origin: "cache", said: "" });
    expect(fs.readdirSync(folder).sort()).to.deep.equal([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    expect(fs.readdirSync(path.join(home, "cache", "athenaform"))).to.deep.equal([
      `pulumi-${version}-${process.platform}-${process.arch}`,
    ]);
  });

  it("leaves nothing in the cache when the build fails", async () => {
    program("go", go.replace("build)", "build) echo 'out of disk' >&2; exit 1 ;;\n  never)"));
    const { code, stderr } = await ask("setup.ensurePulumi()");
    expect(code).to.equal(1);
    expect(stderr).to.contain("out of disk").and.to.contain("AF300 Cannot build Pulumi");
    expect(fs.readdirSync(path.join(home, "cache", "athenaform"))).to.deep.equal([]);
  });

  it("takes the CLI on PATH when it is recent and has its Node host", async () => {
    program("pulumi", "#!/bin/sh\necho v3.230.1\n");
    const alone = await ask("setup.ensurePulumi()");
    expect(alone.code).to.equal(1);
    for (const name of ["language", "resource-pulumi"]) program(`pulumi-${name}-nodejs`, "");
    const { origin, version: found } = JSON.parse((await ask("setup.ensurePulumi()")).stdout);
    expect({ origin, found }).to.deep.equal({ origin: "path", found: "3.230.1" });
    program("pulumi", "#!/bin/sh\necho v3.199.0\n");
    expect((await ask("setup.ensurePulumi()")).code).to.equal(1);
  });

  it("gives the CLI an environment that asks for nothing and stays in the project", async () => {
    const state = path.join(home, "project", ".athenaform");
    const cli = { folder: "/opt/pulumi" };
    const call = `setup.pulumiEnv(${JSON.stringify({ stateDir: state, cli })})`;
    const env = JSON.parse((await ask(call)).stdout);
    expect(env).to.include({
      PULUMI_BACKEND_URL: `file://${state}/state`,
      PULUMI_HOME: `${state}/home`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    expect(env).to.not.have.property("PULUMI_ACCESS_TOKEN");
    expect(env.PATH.split(path.delimiter)[0]).to.equal("/opt/pulumi");
    expect(fs.existsSync(path.join(state, "state"))).to.equal(true);
  });
});
