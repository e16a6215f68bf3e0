import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { createSandboxClock, type SandboxClock } from "../../../src/sandbox/clock.js";
import { createFaultEngine, type FaultEngine } from "../../../src/sandbox/faults.js";
import { createGitHubSandbox, type Exchange, type GitHubSandbox } from "../../../src/sandbox/github/index.js";

/** A small company on a sandbox: acme, with alice (admin), bob (writer), dana (owner of code), eve (a stranger). */
export interface Stage {
  readonly sandbox: GitHubSandbox;
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  readonly exchanges: readonly Exchange[];
  readonly tokens: Readonly<Record<"alice" | "bob" | "dana" | "eve", string>>;
  /** A client that is a person. */
  as(login: keyof Stage["tokens"]): Octokit;
  /** The App's own client, and its id. */
  readonly app: {
    readonly id: number;
    readonly privateKey: string;
    readonly installation: number;
    readonly octokit: Octokit;
  };
  /** A folder that is thrown away. */
  folder(): string;
  clone(login: keyof Stage["tokens"]): Promise<Clone>;
  close(): Promise<void>;
}

export interface Clone {
  readonly directory: string;
  git(...args: string[]): Promise<string>;
  /** Runs git that must fail; what it printed. */
  refused(...args: string[]): Promise<string>;
  commit(message: string, files: Readonly<Record<string, string | undefined>>): Promise<string>;
}

export const REPOSITORY = { owner: "acme", repo: "infra" } as const;
export const START = Date.parse("2026-11-22T10:00:00Z");

export function runGit(cwd: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      "git",
      args,
      {
        cwd,
        env: {
          PATH: process.env["PATH"],
          HOME: cwd,
          GIT_CONFIG_NOSYSTEM: "1",
          GIT_CONFIG_GLOBAL: "/dev/null",
          GIT_TERMINAL_PROMPT: "0",
          LC_ALL: "C",
        },
      },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: error ? stdout + stderr : stdout }),
    );
  });
}

export async function setStage(options: { readonly private?: boolean } = {}): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), "github-sandbox-"));
  const clock = createSandboxClock({ start: START, running: false });
  const faults = createFaultEngine();
  const exchanges: Exchange[] = [];
  const sandbox = await createGitHubSandbox({
    clock,
    faults,
    directory: root,
    observe: (exchange) => exchanges.push(exchange),
  });
  const person = (login: string, name: string) =>
    sandbox.createUser({ login, name, email: `${login}@example.com` }).token;
  const tokens = {
    alice: person("alice", "Alice Ng"),
    bob: person("bob", "Bob Ray"),
    dana: person("dana", "Dana Ito"),
    eve: person("eve", "Eve Ode"),
  };
  sandbox.createOrganization({ login: "acme", members: ["bob", "dana"], owners: ["alice"] });
  sandbox.createTeam({ org: "acme", slug: "security", members: ["dana"] });
  await sandbox.createRepository({
    ...{ owner: "acme", name: "infra", private: options.private ?? true },
    files: {
      "README.md": "# Infra\n",
      ".github/CODEOWNERS": "/access/ @dana\n/teams/ @acme/security\n",
      "access/one.yaml": "who: alice\n",
    },
    author: { name: "Alice Ng", email: "alice@example.com" },
    collaborators: { bob: "write", dana: "write" },
    teams: { security: "write" },
  });
  const made = sandbox.createApp({
    slug: "curator",
    owner: "acme",
    permissions: { contents: "write", pull_requests: "write", checks: "write", issues: "write", members: "read" },
    events: ["push", "pull_request", "pull_request_review", "issue_comment", "issues", "check_run", "create", "delete"],
  });
  const installation = sandbox.install("curator", "acme", ["infra"]);
  const auth = { appId: made.id, privateKey: made.privateKey, installationId: installation };
  const app = {
    id: made.id,
    privateKey: made.privateKey,
    installation,
    octokit: new Octokit({ baseUrl: sandbox.apiUrl, authStrategy: createAppAuth, auth, log: SILENT }),
  };

  async function clone(login: keyof Stage["tokens"]): Promise<Clone> {
    const directory = mkdtempSync(join(root, "clone-"));
    const address = sandbox.url.replace("//", `//${login}:${tokens[login]}@`);
    const cloned = await runGit(directory, ["clone", "-q", `${address}/acme/infra.git`, "."]);
    if (cloned.code !== 0) throw new Error(cloned.output);
    const git = async (...args: string[]) => {
      const { code, output } = await runGit(directory, args);
      if (code !== 0) throw new Error(output);
      return output.trim();
    };
    await git("config", "user.name", login);
    await git("config", "user.email", `${login}@example.com`);
    return {
      directory,
      git,
      async refused(...args) {
        const { code, output } = await runGit(directory, args);
        if (code === 0) throw new Error(`git ${args.join(" ")} was not refused`);
        return output;
      },
      async commit(message, files) {
        for (const [path, content] of Object.entries(files)) {
          const full = join(directory, path);
          mkdirSync(dirname(full), { recursive: true });
          if (content === undefined) rmSync(full);
          else writeFileSync(full, content);
        }
        await git("add", "-A");
        await git("commit", "-q", "-m", message);
        return git("rev-parse", "HEAD");
      },
    };
  }

  return {
    sandbox,
    clock,
    faults,
    exchanges,
    tokens,
    app,
    as: (login) => new Octokit({ baseUrl: sandbox.apiUrl, auth: tokens[login], log: SILENT }),
    folder: () => mkdtempSync(join(root, "folder-")),
    clone,
    async close() {
      await sandbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The status that a call is refused with, and what GitHub says. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as { status: number; response?: { data?: { message?: string } } };
    return { status, message: response?.data?.message ?? String(error) };
  }
  throw new Error("the call was not refused");
}

/** Puts a file on a new branch and opens a pull request from it. */
export async function openPull(
  stage: Stage,
  login: "alice" | "bob" | "dana",
  options: { readonly branch: string; readonly path?: string; readonly content?: string },
): Promise<{ readonly number: number; readonly head: string }> {
  const octokit = stage.as(login);
  const { data: main } = await octokit.git.getRef({ ...REPOSITORY, ref: "heads/main" });
  await octokit.git.createRef({ ...REPOSITORY, ref: `refs/heads/${options.branch}`, sha: main.object.sha });
  const { data: file } = await octokit.repos.createOrUpdateFileContents({
    ...REPOSITORY,
    branch: options.branch,
    path: options.path ?? `notes/${options.branch}.md`,
    message: `Add ${options.branch}`,
    content: Buffer.from(options.content ?? "text\n").toString("base64"),
  });
  const { data: pull } = await octokit.pulls.create({
    ...REPOSITORY,
    title: `Add ${options.branch}`,
    head: options.branch,
    base: "main",
    body: "Please.",
  });
  return { number: pull.number, head: file.commit.sha ?? "" };
}
