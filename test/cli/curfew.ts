import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import type { World } from "../../src/demo/world.js";

export const MAIN = join(inject("packageFolder"), "dist", "cli", "main.js");

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A process of ours that runs. */
export interface Started {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves when what it printed on either stream matches, with all of it; rejects where it ends before. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts the `curfew` of the built package, with nothing in its environment but what is given. */
export function start(words: readonly string[], { env = {}, cwd = process.cwd() }: Surroundings = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: process.env["TMPDIR"], ...env },
  });
  child.stdin.end();
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([exit]): Ended => ({ exit: exit as number | null, stdout, stderr }));

  function printed(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (pattern.test(stdout + stderr)) resolve(stdout + stderr);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      ended.then(() => reject(new Error(`it ended before it printed ${pattern}:\n${stdout}${stderr}`)));
      look();
    });
  }

  return { process: child, printed, ended };
}

export async function curfew(words: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(words, surroundings).ended;
}

/** Curfew at the world's time: as the App, with Curfew's own keys, on the world's repository. */
export async function curfewIn(
  world: World,
  words: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  return curfew(words, { ...surroundings, env: { ...environmentIn(world), ...surroundings.env } });
}

export function environmentIn(world: World): Readonly<Record<string, string>> {
  return { ...world.curfewEnvironment, ...atTimeOf(world) };
}

/** Sets Curfew's own clock to the world's; signatures and tokens keep the machine's, as the world's servers do. */
function atTimeOf(world: World): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import=${new URL("still-clock.mjs", import.meta.url).href}`,
    CURFEW_TEST_NOW: String(Math.round(world.clock.now())),
  };
}

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
