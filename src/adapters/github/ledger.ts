import type { Instant } from "../../model/instant.js";
import { Failure } from "../../ports/failure.js";
import type { History, TreeEntry } from "../../ports/history.js";
import type { Ledger, LedgerRead } from "../../ports/ledger.js";
import { isTransient, pause } from "../retry.js";
import { statusOf, unless } from "./github-failure.js";
import {
  filesByFolder,
  foldersSince,
  isLedgerFile,
  type LedgerFile,
  POLICY_FOLDER,
  readLedgerFile,
} from "./ledger-files.js";
import { lastLost } from "./ledger-losses.js";
import type { Repository } from "./repository.js";

export const LEDGER_BRANCH = "curfew-ledger";

/** How often another writer may be first until we give up; each time the lines are put on top of theirs. */
const RACES = 8;

const README = `# The ledger of Curfew

A commit for each run that learnt or changed something; each adds a file of JSON lines, by day. It is written by
Curfew alone and only ever added to: what it did at the systems, and on which facts each merge was judged.
Read it with \`curfew audit\`; do not merge this branch.
`;

/** Read from git as last fetched, written through the API, so that GitHub signs it. */
export function createLedger(repository: Repository, history: History): Ledger {
  let seen: Seen = { head: undefined, paths: new Set() };
  let last: { readonly files: string; readonly read: LedgerRead } | undefined;
  const watch = createWatch(history);

  /** `before`: paths that are seen beside those. Until they are, what was seen stays: somebody may write meanwhile. */
  async function filesSince(
    since: Instant | undefined,
    before: ReadonlySet<string> = new Set(),
  ): Promise<readonly TreeEntry[]> {
    const head = await history.branch(LEDGER_BRANCH);
    await watch.saw(head);
    const folders = since === undefined ? [""] : [...foldersSince(since), POLICY_FOLDER];
    const entries = head === undefined ? [] : await history.tree(head, folders);
    const files = entries.filter(({ path, mode }) => mode === "100644" && isLedgerFile(path));
    seen = { head, paths: new Set([...before, ...files.map(({ path }) => path)]) };
    return files;
  }

  /** What is written is read after what others wrote meanwhile. Where that cannot be seen, it is written all the same. */
  async function catchUp(parent: string | undefined, at: Instant): Promise<void> {
    if (parent === seen.head) return;
    try {
      await history.fetch();
      await filesSince(at, seen.paths);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  return {
    async read(since) {
      const files = (await filesSince(since)).toSorted((one, other) => (one.path < other.path ? -1 : 1));
      // The same files are the same lines, and what was worked out from them stays known.
      const name = files.map(({ path, blob }) => `${path} ${blob}`).join("\n");
      if (last?.files === name) return last.read;
      const contents = await history.blobs(files.map(({ blob }) => blob));
      const parts = files.map(({ path, blob }) => readLedgerFile(path, contents.get(blob) ?? new Uint8Array()));
      const read = { lines: parts.flatMap(({ lines }) => lines), findings: parts.flatMap(({ findings }) => findings) };
      last = { files: name, read };
      return read;
    },
    async lost(known) {
      return (await lastLost(repository, history, LEDGER_BRANCH, known)) ?? watch.lost(known);
    },
    async append(lines, at) {
      if (lines.length === 0) return;
      const message = `Record ${lines.length} line${lines.length === 1 ? "" : "s"}`;
      seen = await appendFiles(repository, message, async (parent) => {
        await catchUp(parent, at);
        const files = filesByFolder(seen.paths, lines, at);
        const paths = new Set([...seen.paths, ...files.map(({ path }) => path)]);
        return { files, after: (head) => ({ head, paths }) };
      });
    },
  };
}

/** The branch as far as it was read or written here. */
interface Seen {
  readonly head: string | undefined;
  /** Of its files. */
  readonly paths: ReadonlySet<string>;
}

/** What is written on top of a commit, and what is seen once it is. */
interface Writing {
  readonly files: readonly LedgerFile[];
  readonly after: (head: string) => Seen;
}

type Write = (parent: string | undefined) => Promise<Writing>;

/** What this process itself saw, whatever GitHub says of it. */
function createWatch(history: History) {
  let last: string | undefined;
  let lost: string | undefined;
  return {
    async saw(head: string | undefined): Promise<void> {
      if (last !== undefined && last !== head && (head === undefined || !(await history.isIn(head, last)))) lost = last;
      last = head ?? last;
    },
    async lost(known: string | undefined): Promise<string | undefined> {
      if (lost === undefined || lost === known) return undefined;
      const head = await history.branch(LEDGER_BRANCH);
      // It may have been brought back, or what is known to be lost came after it.
      const lies = await Promise.all([head, known].map((one) => one !== undefined && history.isIn(one, lost ?? "")));
      return lies.includes(true) ? undefined : lost;
    },
  };
}

async function appendFiles(repository: Repository, message: string, write: Write): Promise<Seen> {
  const { retries } = repository;
  let races = 0;
  // Even without retries there is a second look: when the answer was lost, the lines are in.
  let failures = 0;
  for (;;) {
    try {
      const seen = await appendOnce(repository, message, write);
      if (seen !== undefined) return seen;
      races += 1;
      if (races > RACES) throw new Failure(`${LEDGER_BRANCH}: other writers were always first`, { transient: true });
    } catch (error) {
      if (!isTransient(error) || races > RACES || failures > retries.times) throw error;
      failures += 1;
    }
    await pause(retries, Math.max(0, races + failures - 1));
  }
}

/** Undefined where another writer was first. Files are named by their content: a tree that has them does not change by them. */
async function appendOnce(repository: Repository, message: string, write: Write): Promise<Seen | undefined> {
  const { calls, owner, repo } = repository;
  const place = { owner, repo };
  const ref = `heads/${LEDGER_BRANCH}`;
  const parent = await headOf(repository);
  const { files, after } = await write(parent);
  const base = parent === undefined ? undefined : await treeOf(repository, parent);
  const added = base === undefined ? [{ path: "README.md", content: README }, ...files] : files;
  const tree = await calls.request("POST /repos/{owner}/{repo}/git/trees", {
    ...place,
    ...(base === undefined ? {} : { base_tree: base }),
    tree: added.map(({ path, content }) => ({ path, content, mode: "100644", type: "blob" })),
  });
  if (parent !== undefined && tree.data.sha === base) return after(parent);
  const { data: commit } = await calls.request("POST /repos/{owner}/{repo}/git/commits", {
    ...place,
    message,
    tree: tree.data.sha,
    parents: parent === undefined ? [] : [parent],
  });
  try {
    if (parent === undefined) {
      const create = { ...place, ref: `refs/${ref}`, sha: commit.sha };
      await calls.request("POST /repos/{owner}/{repo}/git/refs", create);
    } else {
      const update = { ...place, ref, sha: commit.sha, force: false };
      await calls.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", update);
    }
    return after(commit.sha);
  } catch (error) {
    if (await isRace(repository, parent, error)) return undefined;
    throw error;
  }
}

async function headOf({ calls, owner, repo }: Repository): Promise<string | undefined> {
  const parameters = { owner, repo, ref: `heads/${LEDGER_BRANCH}` };
  const found = await unless([404], calls.request("GET /repos/{owner}/{repo}/git/ref/{ref}", parameters));
  return found?.data.object.sha;
}

async function treeOf({ calls, owner, repo }: Repository, commit: string): Promise<string> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  return (await calls.request(route, { owner, repo, commit_sha: commit })).data.tree.sha;
}

/**
 * GitHub has several words for having been too late. A ruleset that forbids us to write is answered 422 too: then the
 * branch is where it was.
 */
async function isRace(repository: Repository, parent: string | undefined, error: unknown): Promise<boolean> {
  const status = statusOf(error);
  if (status === 409) return true;
  if (status !== 422 || !(error instanceof Failure)) return false;
  return /not a fast.?forward|already exists/i.test(error.message) || (await headOf(repository)) !== parent;
}
