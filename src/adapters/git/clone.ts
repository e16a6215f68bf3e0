import type { History } from "../../ports/history.js";
import { gitDirectory } from "./checkout.js";
import { gitEnvironment } from "./environment.js";
import { createGit } from "./git.js";
import { createHistory } from "./history.js";
import { createReach } from "./reach.js";
import { branchReference, objectId } from "./reference.js";

/** A commit as git itself tells of it: addresses are whatever its writer set. */
export interface WrittenCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/** A repository on this machine, read as it is: nothing is fetched, nothing is changed. */
export interface Clone {
  readonly history: History;
  /** What git takes for a revision: `main`, `HEAD~2`, a commit; undefined where there is none of that name. */
  commitOf(revision: string): Promise<string | undefined>;
  /** Whether history ends here before it began: then what git has no name for may only not be here. */
  isShallow(): Promise<boolean>;
  /** What `head` has and `base` has not, the newest first. Throws HistoryTooShort where that cannot be known. */
  commitsBetween(base: string, head: string): Promise<readonly WrittenCommit[]>;
  /** The address that this machine's user commits under; undefined where none is set. */
  userAddress(): Promise<string | undefined>;
}

/** Of any folder of a working tree. Throws a Failure where git finds no repository. */
export async function openClone(directory: string): Promise<Clone> {
  const place = await gitDirectory(directory);
  const git = createGit({ directory: place, environment: gitEnvironment({ own: false, settings: [] }) });
  const own = createGit({ directory: place, environment: gitEnvironment({ own: true, settings: [] }) });
  const nothing = async () => undefined;
  const reach = createReach(git, place);

  /**
   * That no commit of the range is an ancestor of the base by way of what is not here: those below which nothing of the
   * range lies stand for all.
   */
  async function requireOutside(base: string, commits: readonly WrittenCommit[]): Promise<void> {
    if (!(await reach.isShallow())) return;
    const range = new Set(commits.map(({ commit }) => commit));
    for (const { commit, parents } of commits) {
      if (!parents.some((parent) => range.has(parent))) await reach.requireUncut([base], [commit]);
    }
  }

  return {
    history: createHistory({
      directory: place,
      git,
      referenceOf: branchReference,
      fetch: nothing,
      fetchCommit: nothing,
    }),
    async commitOf(revision) {
      const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
      const { code, stdout } = await git.run(args, { accept: [0, 1, 128] });
      return code === 0 ? stdout.toString("latin1").trim() : undefined;
    },
    isShallow: reach.isShallow,
    async commitsBetween(base, head) {
      await reach.explaining([base, head], () => reach.requireUncut([head], [base]));
      const format = "--format=tformat:%H%x00%P%x00%ae%x00%ce%x00%B";
      const range = `${objectId(base)}..${objectId(head)}`;
      const args = ["log", "--no-notes", "--no-color", "--encoding=UTF-8", "-z", format, "--end-of-options", range];
      const commits: WrittenCommit[] = [];
      let fields: string[] = [];
      for await (const record of git.records([...args, "--"])) {
        fields.push(record.toString("utf8"));
        if (fields.length < 5) continue;
        const [commit = "", parents = "", author = "", committer = "", message = ""] = fields;
        fields = [];
        commits.push({ commit, parents: parents.split(" ").filter(Boolean), author, committer, message });
      }
      await requireOutside(base, commits);
      return commits;
    },
    async userAddress() {
      const { code, stdout } = await own.run(["config", "--get", "user.email"], { accept: [0, 1] });
      return code === 0 ? stdout.toString("utf8").trim() : undefined;
    },
  };
}
