import { decideRemovals } from "../core/decide/decide-removals.js";
import type { Account } from "../model/facts.js";
import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import { askedToEnd } from "./asked-to-end.js";
import { isSelf } from "./author-of.js";
import type { Context } from "./context.js";
import type { Removal } from "./find-removals.js";
import { gatherFacts } from "./gather-facts.js";
import { readRequests } from "./read-requests.js";

/** Judges the removal of a request on the facts of its merge, as its pull request was judged before. */
export async function judgeRemoval(
  context: Context,
  event: PathEvent,
  held: { readonly who: string; readonly until: Instant },
): Promise<Removal> {
  const pull = await context.forge.pullRequestOfMerge(event.commit);
  const [first] = event.parents;
  // What the forge calls merged because its commits were pushed was pushed.
  const isElsewhere = pull?.base.branch !== context.forge.defaultBranch;
  if (!pull?.merged || first === undefined || isElsewhere || pull.head.commit === event.commit) {
    return { returned: false, approved: false };
  }
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
