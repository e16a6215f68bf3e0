import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../ports/failure.js";
import type { History } from "../../ports/history.js";
import { isTransient, type Retries, retry } from "../retry.js";
import { coalesce } from "./coalesce.js";
import { gitEnvironment } from "./environment.js";
import { createGit, type Git } from "./git.js";
import { isLocked } from "./git-failure.js";
import { createHistory } from "./history.js";
import { oneAtATime } from "./one-at-a-time.js";
import { branchReference } from "./reference.js";
import { createPorcelain, type Porcelain, type Remote } from "./remote.js";
import { watched } from "./watched.js";

export interface MirrorOptions extends Remote {
  /** The cache: this process's own, for no two processes may share one. It may be deleted at any time they are stopped. */
  readonly directory: string;
  /** Kept up to date by `fetch`; those that do not exist (yet) are absent. The first one must exist. */
  readonly branches: readonly [string, ...string[]];
  readonly retries: Retries;
  /** Told of every reading process, with its arguments. */
  readonly onSpawn?: (args: readonly string[]) => void;
}

export interface Mirror extends History {
  /** Resolves when nothing is written to the cache any more: a fetch that nobody waits for may be under way. */
  settled(): Promise<void>;
}

/**
 * A bare cache of the repository. A fetch that finds nothing new is two requests, one that does is three. Heads of
 * pull requests are not fetched along: a repository keeps one for every pull request it ever had, and listing them all
 * would be what a fetch costs. `ensure` takes in the one that is wanted.
 */
export function openMirror(options: MirrorOptions): Mirror {
  const { directory } = options;
  const porcelain = createPorcelain(directory, options, false);
  const plain = createGit({
    directory,
    environment: gitEnvironment({ own: false, settings: [] }),
    ...(options.onSpawn ? { onSpawn: options.onSpawn } : {}),
  });
  // What fails and will again may be asked of something that there is not, or of a mirror that is damaged.
  let suspect = false;
  const git = watched(plain, () => {
    suspect = true;
  });
  const refspecs = refspecsOf(options.branches);
  const alone = oneAtATime();

  /** A lock that is met although nobody else writes was left by a process that is gone. */
  function write(work: () => Promise<void>): Promise<void> {
    return alone(() => retry(options.retries, () => unlocked(directory, work)));
  }

  const history = createHistory({
    directory,
    git,
    referenceOf: branchReference,
    fetch: coalesce(() =>
      write(async () => {
        const damaged = suspect && !(await isSound(plain));
        suspect = false;
        if (damaged || !(await isMirror(directory, plain))) return makeMirror(options, refspecs);
        try {
          await porcelain.fetch(refspecs, { prune: true });
        } catch (error) {
          if (isTransient(error) || (await isSound(plain))) throw error;
          await makeMirror(options, refspecs);
        }
      }),
    ),
    fetchCommit: (commit, reference) => write(() => fetchCommit(porcelain, commit, reference)),
  });
  return { ...history, settled: () => alone(async () => undefined) };
}

/** By the reference first, which every server allows; by id where the reference has moved on. */
export async function fetchCommit(porcelain: Porcelain, commit: string, reference: string): Promise<void> {
  for (const refspec of [`+${reference}:refs/curfew/${commit}`, `+${commit}:refs/curfew/${commit}`]) {
    try {
      await porcelain.fetch([refspec], { prune: false });
      return;
    } catch (error) {
      // A reference or commit that the remote does not have is an answer: the caller looks whether it came.
      if (!(error instanceof Failure) || error.transient || !isAbsent(error.message)) throw error;
    }
  }
}

function isAbsent(message: string): boolean {
  return /couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i.test(message);
}

function refspecsOf(branches: readonly [string, ...string[]]): readonly string[] {
  const [first, ...others] = branches.map(branchReference);
  // A pattern that matches nothing is no failure, where a name that does not exist is.
  return [`+${first}:${first}`, ...others.map((reference) => `+${reference}*:${reference}*`)];
}

async function isMirror(directory: string, git: Git): Promise<boolean> {
  if (!existsSync(directory)) return false;
  const { code } = await git.run(["rev-parse", "--is-bare-repository"], { accept: [0, 128] });
  return code === 0;
}

/** Whether every object that a reference leads to is there and can be read: dear, and asked of a suspect alone. */
async function isSound(git: Git): Promise<boolean> {
  try {
    await git.run(["fsck", "--connectivity-only", "--no-dangling", "--no-progress"]);
    return true;
  } catch {
    return false;
  }
}

/** Made beside its place, then moved there whole, so that a half-made one is never used. */
async function makeMirror(options: MirrorOptions, refspecs: readonly string[]): Promise<void> {
  const { directory } = options;
  await rm(directory, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await removeParts(directory);
  const part = `${directory}.${randomBytes(4).toString("hex")}.part`;
  await mkdir(part);
  try {
    const porcelain = createPorcelain(part, options, false);
    await porcelain.initialize();
    await porcelain.fetch(refspecs, { prune: false });
    await rename(part, directory);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function removeParts(directory: string): Promise<void> {
  const prefix = `${basename(directory)}.`;
  for (const name of await readdir(dirname(directory))) {
    if (name.startsWith(prefix) && name.endsWith(".part")) {
      await rm(join(dirname(directory), name), { recursive: true, force: true });
    }
  }
}

async function unlocked(directory: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || !isLocked(error.message)) throw error;
    for (const name of await readdir(directory, { recursive: true })) {
      if (name.endsWith(".lock")) await rm(join(directory, name), { force: true });
    }
    await work();
  }
}
