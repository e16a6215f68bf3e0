import { TooMuch } from "../../ports/failure.js";
import type { History } from "../../ports/history.js";

/** How many answers are kept of each question, and how many bytes of blobs. */
const ANSWERS = 64;
const BYTES = 16 * 1024 * 1024;
const LARGEST_KEPT = 65_536;

/**
 * A history that does not ask git twice: what a commit or a blob holds never changes, and where a branch stands changes
 * with a fetch alone. A git process costs 2 ms and more; a run asks the same of the same commits again and again.
 */
export function remembered(history: History): History {
  const branches = lastAnswers<string | undefined>();
  const trees = lastAnswers<Awaited<ReturnType<History["tree"]>>>();
  const changes = lastAnswers<Awaited<ReturnType<History["changes"]>>>();
  const merges = lastAnswers<string | undefined>();
  const events = lastAnswers<Awaited<ReturnType<History["additions"]>>>();
  const contents = keptBlobs();

  /** What is kept counts like what is read: whether it is too much must not depend on what was asked before. */
  async function rest(ids: readonly string[], missing: readonly string[], most: number | undefined) {
    if (most === undefined) return history.blobs(missing);
    const known = [...new Set(ids)].flatMap((id) => contents.get(id)?.length ?? []);
    const bytes = known.reduce((sum, length) => sum + length, 0);
    try {
      return await history.blobs(missing, most - bytes);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      throw new TooMuch({ files: error.files + known.length, bytes: error.bytes + bytes, most });
    }
  }

  return {
    ...history,
    async fetch() {
      try {
        await history.fetch();
      } finally {
        branches.forget();
      }
    },
    branch: (name) => branches.of([name], () => history.branch(name)),
    tree: (commit, prefixes) => trees.of([commit, ...prefixes], () => history.tree(commit, prefixes)),
    changes: (from, to) => changes.of([from, to], () => history.changes(from, to)),
    changesOf: (base, head) => changes.of([base, head, "of"], () => history.changesOf(base, head)),
    mergedTree: (base, head) => merges.of([base, head], () => history.mergedTree(base, head)),
    additions: (head, paths) => events.of(["+", head, ...paths], () => history.additions(head, paths)),
    removals: (head, paths) => events.of(["-", head, ...paths], () => history.removals(head, paths)),
    async blobs(ids, most) {
      const missing = ids.filter((id) => !contents.has(id));
      const read = missing.length === 0 ? new Map<string, Uint8Array>() : await rest(ids, missing, most);
      const all = new Map<string, Uint8Array>();
      for (const id of ids) {
        const bytes = read.get(id) ?? contents.get(id);
        if (bytes) all.set(id, bytes);
      }
      for (const [id, bytes] of read) contents.keep(id, bytes);
      return all;
    },
  };
}

/** The last answers, by their questions; a question that failed is asked again. */
function lastAnswers<Answer>() {
  const kept = new Map<string, Promise<Answer>>();
  return {
    of(question: readonly string[], ask: () => Promise<Answer>): Promise<Answer> {
      const key = question.join("\0");
      const before = kept.get(key);
      const answer = before ?? ask();
      // What was asked last is forgotten last.
      kept.delete(key);
      kept.set(key, answer);
      if (!before) answer.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > ANSWERS && oldest !== undefined) kept.delete(oldest);
      return answer;
    },
    forget: () => kept.clear(),
  };
}

/** Small blobs, as many as there is room for; the first that came go first. */
function keptBlobs() {
  const kept = new Map<string, Uint8Array>();
  let size = 0;
  return {
    has: (id: string) => kept.has(id),
    get: (id: string) => kept.get(id),
    keep(id: string, bytes: Uint8Array): void {
      if (bytes.length > LARGEST_KEPT || kept.has(id)) return;
      kept.set(id, bytes);
      size += bytes.length;
      for (const [oldest, { length }] of kept) {
        if (size <= BYTES) return;
        kept.delete(oldest);
        size -= length;
      }
    },
  };
}
