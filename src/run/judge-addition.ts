import { judgeMerge } from "../core/judge-merge.js";
import type { Facts } from "../model/facts.js";
import type { PathEvent, TreeChange } from "../model/history.js";
import type { Verdict } from "../model/ledger-line.js";
import { REQUESTS } from "../model/request.js";
import type { Context } from "./context.js";
import { gatherFacts } from "./gather-facts.js";
import { readRequests } from "./read-requests.js";

/**
 * Judges the merge that added a request, on the facts of that merge: under the access folder of its first parent, with
 * the approvals that stood when the forge merged it. The facts of a judgement before are given: who was in a team then
 * cannot be asked again.
 */
export async function judgeAddition(context: Context, added: PathEvent, before?: Facts): Promise<Verdict> {
  const { forge, history } = context;
  const [first] = added.parents;
  const pull = await forge.pullRequestOfMerge(added.commit);
  const access = await context.accessAt(first ?? added.commit);
  if (first === undefined || !pull?.merged) {
    return judgeMerge({ added, changes: [], requests: [], findings: [], access });
  }

  const [changes, reviewed] = await Promise.all([
    history.changes(first, added.commit),
    reviewedChanges(context, first, pull.head.commit, pull.number),
  ]);
  const { requests, findings } = await readRequests(context, changes.filter(isRequest), access);
  const facts = await gatherFacts(context, pull, {
    paths: changes.map((change) => change.path),
    whats: requests.flatMap(({ what }) => what),
    always: [],
    access,
    at: pull.merged.at,
    ...(before ? { before } : {}),
  });
  const merge = { pull: pull.number, head: pull.head.commit, commit: pull.merged.commit, at: pull.merged.at };
  return judgeMerge({ added, merge, changes, ...(reviewed ? { reviewed } : {}), requests, findings, access, facts });
}

/** What the reviewers saw; undefined where the head is lost. */
async function reviewedChanges(
  { history }: Context,
  first: string,
  head: string,
  pull: number,
): Promise<readonly TreeChange[] | undefined> {
  if (!(await history.ensure(head, `refs/pull/${pull}/head`))) return undefined;
  return history.changesOf(first, head);
}

function isRequest(change: TreeChange): boolean {
  return change.status === "added" && change.path.startsWith(REQUESTS);
}
