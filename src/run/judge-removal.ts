import { decideRemovals } from "../core/decide/decide-removals.js";
import { bringsHead, mergedBy } from "../core/merge-shape.js";
import type { Account } from "../model/facts.js";
import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import { askedToEnd } from "./asked-to-end.js";
import { isSelf } from "./author-of.js";
import type { Context } from "./context.js";
import type { Removal } from "./find-removals.js";
import { gatherFacts } from "./gather-facts.js";
import { readRequests } from "./read-requests.js";
import { reviewedChanges } from "./reviewed-changes.js";

const NOBODYS: Removal = { returned: false, approved: false };

/**
 * Judges the removal of a request on the facts of its merge, as its pull request was judged before. What its reviewers
 * were not shown is nobody's removal: a commit that was pushed, or what a merge took out beside.
 */
export async function judgeRemoval(
  context: Context,
  event: PathEvent,
  held: { readonly who: string; readonly until: Instant },
): Promise<Removal> {
  const pull = await context.forge.pullRequestOfMerge(event.commit);
  const [first] = event.parents;
  if (!pull?.merged || first === undefined || pull.base.branch !== context.forge.defaultBranch) return NOBODYS;
  const merge = { pull: pull.number, head: pull.head.commit, commit: pull.merged.commit, at: pull.merged.at };
  const by = mergedBy(event.commit, event.parents, merge);
  if (by === undefined || !bringsHead(event.parents, by)) return NOBODYS;
  const reviewed = await reviewedChanges(context, { first, ...merge });
  if (!reviewed?.some((change) => change.status === "deleted" && change.path === event.path)) return NOBODYS;
  const { path, blob } = event;
  const access = await context.accessAt(first);
  const { requests } = await readRequests(context, [{ path, mode: "100644", blob }], access);
  const [request] = requests;
  const whats = request?.what ?? [];
  const gathered = { paths: [path], whats, always: [{ kind: "codeowners" } as const], access, at: pull.merged.at };
  const facts = await gatherFacts(context, pull, gathered);
  const ended = held.until <= pull.merged.at;
  const asked =
    isSelf(context, pull.author) && !ended ? await askedWhereGranted(context, first, path, pull.merged.at) : [];
  const removed = { path, who: held.who, ended, asked, ...(request ? { request } : {}) };
  const { decision } = decideRemovals({ removed: [removed], access, facts });
  const returned = decision.parts.some(({ reason }) => reason.kind === "removal" && reason.because === "returned");
  return { returned, approved: decision.outcome === "allowed" };
}

/** Who asked for its end in the pull request that had granted it. */
async function askedWhereGranted(
  context: Context,
  head: string,
  path: string,
  at: Instant,
): Promise<readonly Account[]> {
  const added = (await context.history.additions(head, [path])).get(path);
  const grant = added && (await context.forge.pullRequestOfMerge(added.commit));
  return grant ? askedToEnd(context, grant.number, at) : [];
}
