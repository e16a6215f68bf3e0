import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitEnvironment } from "../../../src/adapters/git/environment.js";
import { createGit } from "../../../src/adapters/git/git.js";
import { createHistory } from "../../../src/adapters/git/history.js";
import type { History } from "../../../src/ports/history.js";

/** A repository in a temporary folder, written by real git. */
export interface Repository {
  readonly directory: string;
  git(args: readonly string[], input?: string | Buffer): string;
  /** Feeds git fast-import; commits are made on `branch` and the new head is returned. */
  commit(options: {
    readonly branch: string;
    readonly message?: string | Buffer;
    readonly write?: Readonly<Record<string, string | Buffer>>;
    readonly remove?: readonly string[];
    readonly merge?: string;
    readonly from?: string;
  }): string;
  remove(): void;
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "curfew-test-"));
}

const ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

export function createRepository(options: { readonly bare: boolean }): Repository {
  const made = repositoryAt(temporaryDirectory());
  made.git(["init", "--quiet", "--initial-branch=main", ...(options.bare ? ["--bare"] : [])]);
  return made;
}

/** A bare clone with every branch; over a transport, for what is copied from a folder is never shallow. */
export function cloneOf(repository: Repository, args: readonly string[]): Repository {
  const made = repositoryAt(temporaryDirectory());
  const what = ["--quiet", "--bare", "--no-single-branch", ...args];
  made.git(["clone", ...what, `file://${repository.directory}`, made.directory]);
  return made;
}

function repositoryAt(directory: string): Repository {
  let seconds = 1_790_000_000;

  function git(args: readonly string[], input: string | Buffer = ""): string {
    return execFileSync("git", args, { cwd: directory, env: ENVIRONMENT, input, maxBuffer: 1 << 28 }).toString("utf8");
  }

  return {
    directory,
    git,
    commit({ branch, message = "change", write = {}, remove = [], merge, from }) {
      const existing = git(["for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`]).trim();
      const parent = from ?? existing;
      seconds += 60;
      const chunks: (string | Buffer)[] = [`commit refs/heads/${branch}\n`];
      chunks.push(`committer Test <test@example.com> ${seconds} +0000\n`, data(message));
      if (parent) chunks.push(`from ${parent}\n`);
      if (merge) chunks.push(`merge ${merge}\n`);
      for (const [path, content] of Object.entries(write)) {
        const mode = path.startsWith("link:") ? "120000" : "100644";
        chunks.push(`M ${mode} inline ${quoted(path.replace(/^link:/, ""))}\n`, data(content));
      }
      for (const path of remove) chunks.push(`D ${quoted(path)}\n`);
      git(
        ["fast-import", "--quiet", "--force"],
        Buffer.concat(chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk))),
      );
      return git(["rev-parse", `refs/heads/${branch}`]).trim();
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function historyOf(
  repository: Repository,
  onSpawn: (args: readonly string[]) => void = () => undefined,
): History {
  const directory = repository.git(["rev-parse", "--absolute-git-dir"]).trim();
  const git = createGit({ directory, environment: gitEnvironment({ own: false, settings: [] }), onSpawn });
  return createHistory({
    directory,
    git,
    referenceOf: (branch) => `refs/heads/${branch}`,
    fetch: async () => undefined,
    fetchCommit: async () => undefined,
  });
}

function data(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
}

function quoted(path: string): string {
  return `"${path
    .replace(/[\\"]/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\u{fffd}/gu, "\\377")}"`;
}
