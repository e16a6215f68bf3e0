import type { Held } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { System } from "../model/system.js";
import { HistoryTooShort } from "../ports/failure.js";
import { askedOnce } from "./asked-once.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { inTime } from "./in-time.js";
import type { JudgedHead } from "./judge-head.js";

/**
 * Whether something is held by a merge that came after what was fetched: another process was quicker, and what this run
 * knows of git says nothing against it. It is asked only where something cites a merge that neither HEAD nor the ledger
 * knows, and fetches once. Where the forge does not answer, it may be so.
 */
export function movedOn(
  context: Context,
  head: JudgedHead,
  lines: readonly LedgerLine[],
): (held: readonly Held[]) => Promise<boolean> {
  const { history, forge } = context;
  const known = new Set([
    ...head.requests.flatMap(({ added }) => (added === undefined ? [] : [added.commit])),
    ...lines.flatMap((line) => (line.kind === "judged" ? [line.commit] : [])),
  ]);
  const fetched = askedOnce(async () => {
    await inTime(context, "judge", "fetching again", () => history.fetch());
    return history.branch(forge.defaultBranch);
  });

  /** As far as the clone goes: what is newer than its tip is not below where it was cut. */
  async function isSeen(from: string, commit: string): Promise<boolean> {
    try {
      return await history.isIn(from, commit);
    } catch (error) {
      if (error instanceof HistoryTooShort) return false;
      throw error;
    }
  }

  async function isNewer(commit: string): Promise<boolean> {
    if (await isSeen(head.commit, commit)) return false;
    const main = await fetched();
    return main !== undefined && main !== head.commit && isSeen(main, commit);
  }

  return async (held) => {
    const unknown = new Set(held.map(({ commit }) => commit).filter((commit) => !known.has(commit)));
    for (const commit of unknown) {
      let newer = false;
      const problem = await attempt(context, "looking whether the branch moved on", async () => {
        newer = await isNewer(commit);
      });
      if (newer || problem?.transient === true) return true;
    }
    return false;
  };
}

export function movedFinding({ name }: System): Finding {
  return finding("repository-moved", {}, { system: name }, "warning");
}
