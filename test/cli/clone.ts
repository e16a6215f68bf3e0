import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./curfew.js";

/** A clone of an access repository with the worked example on `main`, as somebody has it on their machine. */
export interface LocalClone {
  readonly directory: string;
  git(...words: readonly string[]): string;
  /** Commits on a branch that begins at `main`, under somebody's address; undefined removes the file. */
  commit(
    branch: string,
    address: string,
    files: Readonly<Record<string, string | undefined>>,
    message?: string,
  ): Promise<string>;
  remove(): Promise<void>;
}

export async function localClone(): Promise<LocalClone> {
  const directory = await mkdtemp(join(tmpdir(), "curfew-test-"));

  function git(...words: readonly string[]): string {
    const nobody = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", PATH: process.env["PATH"] ?? "" };
    return execFileSync("git", words, { cwd: directory, env: nobody, encoding: "utf8", stdio: "pipe" });
  }

  function commitAll(address: string, message: string): string {
    git("add", "--all");
    git("-c", "user.name=Somebody", "-c", `user.email=${address}`, "commit", "--quiet", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD").trim();
  }

  git("init", "--quiet", "--initial-branch=main");
  for (const path of ["access/people.yaml", "access/systems", "access/policies", ".github/CODEOWNERS"]) {
    await cp(join(ROOT, path), join(directory, path), { recursive: true });
  }
  commitAll("erin@example.com", "Begin");
  return {
    directory,
    git,
    async commit(branch, address, files, message = "Change") {
      const exists = git("branch", "--list", branch).trim() !== "";
      git("checkout", "--quiet", ...(exists ? [branch] : ["-b", branch, "main"]));
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        if (text === undefined) await rm(join(directory, path));
        else await writeFile(join(directory, path), text);
      }
      return commitAll(address, message);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
