import { spawn } from "node:child_process";

/** Nothing of the machine's own configuration reaches the sandbox's git, and nothing ever prompts. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ADVICE: "0",
    ...extra,
  };
}

export interface GitResult {
  readonly code: number;
  readonly output: Buffer;
  readonly errors: string;
}

/** Runs git in a directory. An exit code is an answer of some commands, so it is returned, not thrown. */
export function runGit(
  directory: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, {
      cwd: directory,
      env: gitEnvironment(options.env),
      stdio: ["pipe", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? -1, output: Buffer.concat(output), errors: Buffer.concat(errors).toString() }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(options.input);
  });
}

/** Runs a git command that must succeed. */
export async function git(
  directory: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const result = await runGit(directory, args, options);
  if (result.code !== 0) throw new Error(`git ${args.join(" ")} exited ${result.code}: ${result.errors}`);
  return result.output.toString();
}
