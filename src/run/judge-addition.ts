import { judgeMerge } from "../core/judge-merge.js";
import { dependsOnPast, pastOf } from "../core/past.js";
import type { Facts } from "../model/facts.js";
import type { PathEvent, TreeChange } from "../model/history.js";
import type { LedgerLine, Verdict } from "../model/ledger-line.js";
import type { Offence } from "../model/provenance.js";
import { REQUESTS } from "../model/request.js";
import type { Context } from "./context.js";
import { gatherFacts } from "./gather-facts.js";
import { readRequests } from "./read-requests.js";
import { reviewedChanges } from "./reviewed-changes.js";

/** All that the judgement on a merge takes, but what was before it. */
export type GatheredAddition = Parameters<typeof judgeMerge>[0];

/**
 * Gathers what the merge that added a request is judged on: the access folder of its first parent, and the approvals
 * that stood when the forge merged it. The facts of a judgement before are given: who was in a team then cannot be asked
 * again.
 */
export async function gatherAddition(
  context: Context,
  added: PathEvent,
  known: { readonly before?: Facts | undefined; readonly offences: readonly Offence[] },
): Promise<GatheredAddition> {
  const { forge, history } = context;
  const { before, offences } = known;
  const [first] = added.parents;
  const pull = await forge.pullRequestOfMerge(added.commit);
  const access = await context.accessAt(first ?? added.commit);
  // What was merged into another branch, to which the default branch was moved since, was pushed.
  if (first === undefined || !pull?.merged || pull.base.branch !== forge.defaultBranch) {
    return { added, changes: [], requests: [], findings: [], access, offences };
  }

  const [changes, reviewed] = await Promise.all([
    history.changes(first, added.commit),
    reviewedChanges(context, { first, head: pull.head.commit, pull: pull.number }),
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
  return { added, merge, changes, ...(reviewed ? { reviewed } : {}), requests, findings, access, offences, facts };
}

/** Judges a merge, knowing the judgements on those before it. */
export function judgeGathered(gathered: GatheredAddition, lines: readonly LedgerLine[]): Verdict {
  const { facts, merge } = gathered;
  if (facts === undefined || merge === undefined || !usesPast(gathered)) return judgeMerge(gathered);
  const { requests, access } = gathered;
  const past = pastOf({ requests, access, lines, pull: merge.pull, at: merge.at, merged: merge });
  return judgeMerge({ ...gathered, facts: { ...facts, past } satisfies Facts });
}

/** Whether the judgements on earlier merges make a difference to this one's. */
export function usesPast({ requests, access }: GatheredAddition): boolean {
  return dependsOnPast(requests, access);
}

/** Both in one, for a merge by itself. */
export async function judgeAddition(
  context: Context,
  added: PathEvent,
  known: {
    readonly before?: Facts | undefined;
    /** What stands in the way of the policy that it was merged onto. */
    readonly offences: readonly Offence[];
    readonly lines: readonly LedgerLine[];
  },
): Promise<Verdict> {
  return judgeGathered(await gatherAddition(context, added, known), known.lines);
}

function isRequest(change: TreeChange): boolean {
  return change.status === "added" && change.path.startsWith(REQUESTS);
}
