import { existsSync } from "node:fs";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { Failure } from "../../ports/failure.js";
import { authorization, gitEnvironment, type Setting } from "./environment.js";
import { gitFailure } from "./git-failure.js";

/** Where commits come from. The token is asked for at each call, since an installation's lives for an hour only. */
export interface Remote {
  /** `https://…`, a path, or in a checkout a remote's name. */
  readonly url: string;
  /**
   * Undefined where the remote asks for none, or this machine's user has credentials of their own. `refused`: one that the
   * remote did not take, in whose place there may be another.
   */
  readonly token: (refused?: string) => Promise<string | undefined>;
}

/** The porcelain that changes a repository: what needs no stream. */
export interface Porcelain {
  initialize(): Promise<void>;
  /** Refspecs must be made from validated references. Throws a Failure. */
  fetch(refspecs: readonly string[], options: { readonly prune: boolean }): Promise<void>;
}

/** Milliseconds without a byte of output or progress until a process counts as hung. */
const SILENCE = 120_000;

export function createPorcelain(directory: string, remote: Remote, own: boolean): Porcelain {
  async function open(settings: readonly Setting[]) {
    const environment = gitEnvironment({ own, settings });
    return simpleGit({
      baseDir: directory,
      timeout: { block: SILENCE },
      // It refuses these unless each is named: they are ours, made in environment.ts, and there to make git safer.
      allowEnvironment: Object.keys(environment),
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafePager: true,
        allowUnsafeEditor: true,
        allowUnsafeAskPass: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeSshCommand: own,
      },
    }).env({ ...environment });
  }

  return {
    async initialize() {
      const git = await open([]);
      await git.init(true).catch((error: unknown) => {
        throw gitFailure("the mirror cannot be made", messageOf(error), error);
      });
    },
    async fetch(refspecs, options) {
      const token = await remote.token();
      try {
        await fetchAs(token, refspecs, options);
      } catch (error) {
        const other = isRefusal(error) && token !== undefined ? await remote.token(token) : token;
        if (other === token) throw error;
        await fetchAs(other, refspecs, options);
      }
    },
  };

  async function fetchAs(
    token: string | undefined,
    refspecs: readonly string[],
    options: { readonly prune: boolean },
  ): Promise<void> {
    const git = await open(token === undefined ? [] : authorization(remote.url, token));
    const args = ["--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--force"];
    if (options.prune) args.push("--prune");
    // A cache is as whole as its remote; without these a shallow one would answer nothing, and git call that a success.
    if (!own) args.push("--update-shallow");
    if (!own && existsSync(join(directory, "shallow"))) args.push("--unshallow");
    await git.fetch([...args, "--end-of-options", remote.url, ...refspecs]).catch((error: unknown) => {
      throw gitFailure("git fetch failed", messageOf(error), error);
    });
  }
}

/** What git says where the remote does not take who asks, and nobody is there to be asked for another password. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Failure && /authentication failed|could not read (?:user|pass)|error: 401/i.test(error.message)
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
