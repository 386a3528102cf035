/**
 * What the set-up tells the person who waits for it, and how it runs other programs. All of it
 * goes to standard error, so that standard output stays the answer of the command that was asked.
 */
import { spawn } from "node:child_process";

const TTY_PERIOD_MS = 1_000;
const LOG_PERIOD_MS = 10_000;
const TAIL_LINES = 40;

/** Says seconds the way people do: `0.4 s`, `12 s`, `4 min 05 s`. */
export function span(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** Writes one line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs `work` and says what it did and how long it took. While it lasts, the line is renewed with
 * the elapsed time and whatever `work` last gave to `note`.
 */
export async function doing(title, work) {
  const started = Date.now();
  const tty = process.stderr.isTTY === true;
  let detail = "";
  const timer = setInterval(
    () => {
      const line = `  … ${title}, ${span(Date.now() - started)}${detail && `: ${detail}`}`;
      if (tty)
        process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 100) - 1)}`);
      else say(line);
    },
    tty ? TTY_PERIOD_MS : LOG_PERIOD_MS,
  );
  const end = (mark) => {
    clearInterval(timer);
    if (tty) process.stderr.write("\r\x1b[K");
    say(`${mark} ${title} (${span(Date.now() - started)})`);
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    end("✓");
    return result;
  } catch (error) {
    end("✗");
    throw error;
  }
}

/** A failure that is told as it is, without a stack: the reader has something to do. */
export class SetupError extends Error {
  name = "SetupError";
}

/**
 * Runs a program to its end and gives its standard output. A failure carries the last lines of
 * what the program wrote. `onLine` sees each line of both streams as it comes.
 */
export function run(command, args, { cwd, env, onLine, timeoutMs, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
    const tail = [];
    let stdout = "";
    const listen = (stream, keep) => {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        if (keep) stdout += text;
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const line of lines) {
          tail.push(line);
          if (tail.length > TAIL_LINES) tail.shift();
          onLine?.(line);
        }
      });
      stream.on("end", () => rest && tail.push(rest));
    };
    listen(child.stdout, true);
    listen(child.stderr, false);
    const finish = (act) => {
      clearTimeout(timer);
      process.removeListener("exit", kill);
      act();
    };
    const shown = [command, ...args].join(" ");
    child.on("error", (cause) =>
      finish(() => reject(new SetupError(`Cannot run \`${shown}\`: ${cause.message}`, { cause }))),
    );
    child.on("close", (code, signal) =>
      finish(() => {
        if (code === 0) return resolve(stdout);
        const ended = signal ? `ended by ${signal}` : `exit code ${code}`;
        const error = new SetupError(`\`${shown}\` failed: ${ended}\n${tail.join("\n")}`);
        return reject(error);
      }),
    );
  });
}

/** Runs a program with our own terminal as its terminal and gives its exit code. */
export function hand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Runs the main function of a script: its number is the exit code, a SetupError is told plainly. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(error instanceof SetupError ? `\n${error.message}` : (error?.stack ?? String(error)));
    process.exitCode = 1;
  }
}
