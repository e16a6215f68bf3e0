import { type ChildProcess, spawn } from "node:child_process";
import type { GitObject, ObjectType } from "./git-objects.js";
import { gitEnvironment } from "./run-git.js";

/** Reads objects that lie in packs, through one `git cat-file --batch` that is started when first needed. */
export interface ObjectReader {
  read(sha: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

export function createObjectReader(directory: string): ObjectReader {
  let child: ChildProcess | undefined;
  let pending: Buffer = Buffer.alloc(0);
  const waiting: ((object: GitObject | undefined) => void)[] = [];

  function take(): void {
    for (;;) {
      const end = pending.indexOf(10);
      if (end < 0) return;
      const [, type, size] = pending.subarray(0, end).toString().split(" ");
      if (size === undefined) {
        pending = pending.subarray(end + 1);
        waiting.shift()?.(undefined);
        continue;
      }
      const stop = end + 1 + Number(size);
      if (pending.length < stop + 1) return;
      const content = Buffer.from(pending.subarray(end + 1, stop));
      pending = pending.subarray(stop + 1);
      waiting.shift()?.({ type: type as ObjectType, content });
    }
  }

  function start(): ChildProcess {
    const started = spawn("git", ["cat-file", "--batch"], {
      cwd: directory,
      env: gitEnvironment(),
      stdio: ["pipe", "pipe", "ignore"],
    });
    started.stdout?.on("data", (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      take();
    });
    started.stdin?.on("error", () => {});
    started.on("close", () => {
      if (child === started) child = undefined;
      pending = Buffer.alloc(0);
      for (const resolve of waiting.splice(0)) resolve(undefined);
    });
    return started;
  }

  return {
    read(sha) {
      child ??= start();
      const { stdin } = child;
      return new Promise((resolve) => {
        waiting.push(resolve);
        stdin?.write(`${sha}\n`);
      });
    },
    async close() {
      if (!child) return;
      const closing = child;
      await new Promise<void>((resolve) => {
        closing.once("close", () => resolve());
        closing.stdin?.end();
      });
    },
  };
}
