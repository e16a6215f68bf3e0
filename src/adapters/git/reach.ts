import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PathEvent } from "../../model/history.js";
import { Failure, HistoryTooShort } from "../../ports/failure.js";
import { readHeader } from "./commit-header.js";
import type { Git } from "./git.js";
import { objectId } from "./reference.js";

/**
 * How far back the history goes that is here. A shallow clone shows the commits at which it was cut as if they were the
 * first: whoever asks about history asks here whether the answer may lie behind them. In a whole clone that costs no
 * process.
 */
export interface Reach {
  isShallow(): Promise<boolean>;
  /** The parents of a commit that git shows none of; none where it is a first commit indeed. */
  hiddenParents(commit: string): Promise<readonly string[]>;
  /** Throws HistoryTooShort where the first-parent history does not go back to its first commit. */
  requireBeginning(head: string, found?: ReadonlyMap<string, PathEvent>): Promise<void>;
  /** Throws HistoryTooShort where something of what the heads have was cut, and the others have it not. */
  requireUncut(heads: readonly string[], others?: readonly string[]): Promise<void>;
  /**
   * Throws HistoryTooShort where the two may meet in a commit that is not here: where what one side alone has was cut. Behind
   * a cut that both have, nothing is nearer than the cut itself.
   */
  requireMeeting(one: string, other: string): Promise<void>;
  /** The work; where it fails and a commit is not here, that is because the clone is shallow. */
  explaining<Answer>(commits: readonly string[], work: () => Promise<Answer>): Promise<Answer>;
  /** The same of what is told one after the other. */
  explainingEach<Value>(head: string, values: AsyncIterable<Value>): AsyncGenerator<Value, void, undefined>;
}

/** `directory` is the repository itself: a bare one, or the `.git` of a working tree. */
export function createReach(git: Git, directory: string): Reach {
  async function hiddenParents(commit: string): Promise<readonly string[]> {
    // The commits of the file may be first ones too.
    return (await cutsIn(directory)).has(commit) ? (await readHeader(git, commit)).parents : [];
  }

  async function requireUncutIn(
    how: readonly string[],
    revisions: readonly string[],
    found?: ReadonlyMap<string, PathEvent>,
  ): Promise<void> {
    if ((await cutsIn(directory)).size === 0) return;
    const args = ["rev-list", "--max-parents=0", ...how, "--end-of-options", ...revisions, "--"];
    const { stdout } = await git.run(args);
    for (const commit of stdout.toString("latin1").split("\n").filter(Boolean)) {
      if ((await hiddenParents(commit)).length > 0) throw HistoryTooShort.before(commit, found);
    }
  }

  /** The first of the commits that a shallow clone does not have. */
  async function lacking(commits: readonly string[]): Promise<HistoryTooShort | undefined> {
    if ((await cutsIn(directory)).size === 0) return undefined;
    for (const commit of commits) if (!(await isPresent(git, commit))) return HistoryTooShort.without(commit);
    return undefined;
  }

  async function explained(error: unknown, commits: readonly string[]): Promise<unknown> {
    if (!(error instanceof Failure) || error instanceof HistoryTooShort) return error;
    return (await lacking(commits)) ?? error;
  }

  return {
    isShallow: async () => (await cutsIn(directory)).size > 0,
    hiddenParents,
    requireBeginning: (head, found) => requireUncutIn(["--first-parent"], [objectId(head)], found),
    requireUncut: (heads, others = []) =>
      requireUncutIn([], [...heads.map(objectId), ...others.map((other) => `^${objectId(other)}`)]),
    async requireMeeting(one, other) {
      const short = await lacking([one, other]);
      if (short) throw short;
      await requireUncutIn([], [`${objectId(one)}...${objectId(other)}`]);
    },
    async explaining(commits, work) {
      try {
        return await work();
      } catch (error) {
        throw await explained(error, commits);
      }
    },
    async *explainingEach(head, values) {
      try {
        yield* values;
      } catch (error) {
        throw await explained(error, [head]);
      }
    },
  };
}

export async function isPresent(git: Git, commit: string): Promise<boolean> {
  const { code } = await git.run(["cat-file", "-e", `${objectId(commit)}^{commit}`], { accept: [0, 1, 128] });
  return code === 0;
}

/** The file that git keeps of them, `git help gitrepository-layout`; read each time, for a fetch may change it. */
async function cutsIn(directory: string): Promise<ReadonlySet<string>> {
  // A linked working tree shares it with the others.
  const common = (await textOf(join(directory, "commondir")))?.trim();
  const text = await textOf(join(common === undefined ? directory : resolve(directory, common), "shallow"));
  return new Set((text ?? "").split("\n").filter(Boolean));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Failure(`${path} cannot be read`, { transient: false, cause: error });
  }
}
