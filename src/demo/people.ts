import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import type { GitHubSandbox } from "../sandbox/github/index.js";

const run = promisify(execFile);

/** Somebody with a laptop: git and GitHub's API, with their own token. */
export interface Someone {
  readonly login: string;
  readonly token: string;
  /** GitHub as this person may use it. */
  readonly api: Octokit;
  /** Clones the repository where there is no clone yet, otherwise brings the clone to what `main` is now. */
  pull(): Promise<string>;
  /** Commits a file on a branch made from `main` (or on the branch as it is) and pushes it. Returns the commit. */
  push(branch: string, path: string, text: string | undefined, message: string, force?: boolean): Promise<string>;
  git(...words: readonly string[]): Promise<string>;
  /** Runs a shell line in the clone. */
  shell(line: string): Promise<string>;
}

export interface Where {
  readonly github: GitHubSandbox;
  readonly owner: string;
  readonly name: string;
  /** Where the person's clone is kept. */
  readonly directory: string;
  /** Epoch milliseconds: commits are dated by it. */
  now(): number;
}

export function someone(where: Where, login: string, token: string, email: string): Someone {
  const clone = join(where.directory, login);
  const address = `${where.github.url.replace("//", `//${login}:${token}@`)}/${where.owner}/${where.name}.git`;
  let cloned = false;

  function environment(): NodeJS.ProcessEnv {
    const date = new Date(where.now()).toISOString();
    return {
      PATH: process.env["PATH"],
      HOME: where.directory,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: login,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: login,
      GIT_COMMITTER_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    };
  }

  async function git(...words: readonly string[]): Promise<string> {
    const { stdout } = await run("git", words, { cwd: clone, env: environment(), maxBuffer: 16 * 1024 * 1024 });
    return stdout.trimEnd();
  }

  async function pull(): Promise<string> {
    if (!cloned) {
      await mkdir(where.directory, { recursive: true });
      await run("git", ["clone", "--quiet", address, clone], { env: environment() });
      cloned = true;
    } else {
      await git("fetch", "--quiet", "origin");
      await git("checkout", "--quiet", "--detach", "origin/main");
    }
    return clone;
  }

  return {
    login,
    token,
    api: new Octokit({
      auth: token,
      baseUrl: where.github.apiUrl,
      userAgent: `${login}'s laptop`,
      // A refusal is something this story looks at, not something to be logged.
      log: { debug() {}, info() {}, warn() {}, error() {} },
    }),
    pull,
    git,
    async push(branch, path, text, message, force = false) {
      await pull();
      await git("checkout", "--quiet", "-B", branch);
      if (text === undefined) await git("rm", "--quiet", path);
      else {
        await mkdir(dirname(join(clone, path)), { recursive: true });
        await writeFile(join(clone, path), text);
        await git("add", path);
      }
      await git("commit", "--quiet", "-m", message);
      await git("push", "--quiet", ...(force ? ["--force"] : []), "origin", `HEAD:refs/heads/${branch}`);
      return await git("rev-parse", "HEAD");
    },
    async shell(line) {
      const { stdout } = await run("sh", ["-c", line], { cwd: clone, env: environment(), maxBuffer: 16 * 1024 * 1024 });
      return stdout.trimEnd();
    },
  };
}
