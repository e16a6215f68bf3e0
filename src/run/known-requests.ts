import { firstJudgements, judgementKey } from "../core/first-judgements.js";
import type { RequestAtHead } from "../model/desire.js";
import type { Instant } from "../model/instant.js";
import { REQUESTS } from "../model/request.js";
import type { Context } from "./context.js";
import { readLedger } from "./read-ledger.js";

/**
 * Every request of a commit with what the ledger knows of its merge, from git alone: the forge is asked nothing. What was
 * merged a moment ago has no verdict yet.
 */
export async function knownRequests(context: Context, commit: string, now: Instant): Promise<readonly RequestAtHead[]> {
  const { history } = context;
  const [entries, { lines }] = await Promise.all([history.tree(commit, [REQUESTS]), readLedger(context, now)]);
  const known = firstJudgements(lines);
  const judged = new Set([...known.values()].map(({ request }) => request));
  const additions = await history.additions(
    commit,
    entries.map(({ path }) => path).filter((path) => judged.has(path)),
  );
  return entries.map(({ path, blob }): RequestAtHead => {
    const added = additions.get(path);
    const verdict = added && known.get(judgementKey({ commit: added.commit, request: path }))?.verdict;
    return { path, blob, ...(added ? { added } : {}), ...(verdict ? { verdict } : {}), findings: [] };
  });
}
