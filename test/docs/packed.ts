import { execFile, type SpawnOptions, spawn } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./pages.js";

const run = promisify(execFile);

/** The package as npm would publish it, unpacked in a folder of its own. */
export interface Packed {
  readonly directory: string;
  readonly files: readonly string[];
  /** Starts the binary. */
  start(words: readonly string[], environment: Readonly<Record<string, string>>): Running;
  close(): Promise<void>;
}

export interface Running {
  /** Resolves as soon as what was printed matches, with the match; rejects where the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly exit: number | null; readonly out: string; readonly error: string }>;
}

const NOT_SOURCE = new Set(["node_modules", ".git", "dist", "coverage"]);

/** Builds a copy, packs and unpacks it. Its dependencies are this checkout's, so that nothing is installed. */
export async function packed(): Promise<Packed> {
  const work = await mkdtemp(join(tmpdir(), "curfew-packed-"));
  const source = join(work, "source");
  const tools = join(ROOT, "node_modules");
  cpSync(ROOT, source, { recursive: true, filter: (path) => path === ROOT || !NOT_SOURCE.has(basename(path)) });
  symlinkSync(tools, join(source, "node_modules"));
  await run(process.execPath, [join(tools, "typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: source });
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], {
    cwd: source,
  });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  await run("tar", ["-xzf", join(work, filename), "-C", work]);
  const directory = join(work, "package");
  symlinkSync(tools, join(directory, "node_modules"));
  const home = join(work, "home");
  await mkdir(home);

  return {
    directory,
    files: files.map(({ path }) => path),
    start: (words, environment) =>
      started(process.execPath, ["dist/cli/main.js", ...words], {
        cwd: directory,
        env: { PATH: process.env["PATH"], HOME: home, NO_COLOR: "1", ...environment },
      }),
    close: () => rm(work, { recursive: true, force: true }),
  };
}

function started(program: string, words: readonly string[], options: SpawnOptions): Running {
  const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { out: "", error: "" };
  const looking = new Set<() => void>();
  child.stdout?.on("data", (chunk) => hear("out", chunk));
  child.stderr?.on("data", (chunk) => hear("error", chunk));
  const ended = new Promise<{ exit: number | null; out: string; error: string }>((resolve) => {
    child.once("close", (exit) => resolve({ exit, ...texts }));
  });

  function hear(where: "out" | "error", chunk: unknown): void {
    texts[where] += String(chunk);
    for (const look of looking) look();
  }

  return {
    ended,
    kill: (signal) => child.kill(signal),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(texts.out + texts.error);
          if (found) resolve(found);
        };
        looking.add(look);
        look();
        ended.then(() => reject(new Error(`it ended before it printed ${pattern}: ${texts.out}${texts.error}`)));
      }),
  };
}
