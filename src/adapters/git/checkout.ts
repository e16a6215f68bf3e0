import { realpath } from "node:fs/promises";
import type { History } from "../../ports/history.js";
import { type Retries, retry } from "../retry.js";
import { coalesce } from "./coalesce.js";
import { gitEnvironment } from "./environment.js";
import { createGit } from "./git.js";
import { createHistory } from "./history.js";
import { fetchCommit } from "./mirror.js";
import { branchReference, referenceName } from "./reference.js";
import { createPorcelain } from "./remote.js";

/**
 * A repository that somebody works in: a laptop's or a workflow's. Branches are read as last fetched from the remote,
 * never the local ones; what is checked out is not touched. Fetching uses this machine's own credentials unless a token
 * is given.
 */
export async function openCheckout(options: {
  /** The top of the working tree, or anywhere below it. */
  readonly directory: string;
  /** The remote's name: `origin`. */
  readonly remote: string;
  readonly branches: readonly [string, ...string[]];
  readonly token: () => Promise<string | undefined>;
  readonly retries: Retries;
}): Promise<History> {
  const directory = await gitDirectory(options.directory);
  const environment = gitEnvironment({ own: false, settings: [] });
  const git = createGit({ directory, environment });
  const porcelain = createPorcelain(
    directory,
    { url: await urlOf(directory, options.remote), token: options.token },
    true,
  );

  function referenceOf(branch: string): string {
    return referenceName(`refs/remotes/${options.remote}/${branch}`);
  }

  const [first, ...others] = options.branches;
  const refspecs = [
    `+${branchReference(first)}:${referenceOf(first)}`,
    ...others.map((branch) => `+${branchReference(branch)}*:${referenceOf(branch)}*`),
  ];
  return createHistory({
    directory,
    git,
    referenceOf,
    fetch: coalesce(() => retry(options.retries, () => porcelain.fetch(refspecs, { prune: true }))),
    fetchCommit: (commit, reference) => retry(options.retries, () => fetchCommit(porcelain, commit, reference)),
  });
}

/** The `.git` of a working tree, also where that is a file (a linked working tree). */
export async function gitDirectory(directory: string): Promise<string> {
  const environment = { ...gitEnvironment({ own: false, settings: [] }) };
  const git = createGit({ directory: await realpath(directory), environment, discover: true });
  return (await git.run(["rev-parse", "--absolute-git-dir"])).stdout.toString("utf8").replace(/\n$/, "");
}

/** The address is asked for, so that a token goes to its origin alone. */
async function urlOf(directory: string, remote: string): Promise<string> {
  const git = createGit({ directory, environment: gitEnvironment({ own: true, settings: [] }) });
  referenceName(`refs/remotes/${remote}`);
  return (await git.run(["remote", "get-url", "--", remote])).stdout.toString("utf8").trim();
}
