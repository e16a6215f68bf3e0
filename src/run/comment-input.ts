import { whyOffboarded } from "../core/desire.js";
import { type StandingGrant, standingGrants } from "../core/standing-grants.js";
import type { Access } from "../model/access.js";
import type { Binding } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import { personOf, sameLogin } from "../model/person.js";
import { type Request, windowOf } from "../model/request.js";
import { identityOf } from "../model/system.js";
import { systemOf } from "../model/what.js";
import type { PullRequest } from "../ports/forge.js";
import type { AskedRequest, Gives, RequestCommentInput } from "../render/request-comment.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import type { View } from "./judge-pull-request.js";
import { knownRequests } from "./known-requests.js";
import { mainBranch } from "./main-branch.js";
import type { Removed } from "./removed-requests.js";

/** All that a reviewer is shown of requests or removals. */
export async function commentInput(
  context: Context,
  pull: PullRequest,
  view: Extract<View, { kind: "requests" | "removals" }>,
  now: Instant,
): Promise<RequestCommentInput> {
  const { judgement, findings } = view;
  const shared = { judgement, findings, author: view.facts.author.login, draft: pull.draft };
  if (view.kind === "requests") {
    const grants = await grantsNow(context, now);
    const asked = await Promise.all(
      view.requests.map((request) => askedRequest(context, { request, access: view.access, grants, now })),
    );
    return { ...shared, asked, removed: [] };
  }
  const removed = view.removed.map((one) => ({
    path: one.path,
    who: one.who ?? "nobody",
    what: one.what,
    gives: givesOf(one, now),
  }));
  return { ...shared, asked: [], removed };
}

function givesOf({ window, ended }: Removed, now: Instant): Gives {
  if (window === undefined) return ended ? { kind: "nothing" } : { kind: "unknown" };
  const { from, until } = window;
  if (until <= now) return { kind: "ended", until };
  return from <= now ? { kind: "now", until } : { kind: "later", from };
}

/** What everybody has by git, and not by the providers: they are not asked for a comment. Undefined where it cannot be read. */
async function grantsNow(context: Context, now: Instant): Promise<readonly StandingGrant[] | undefined> {
  let grants: readonly StandingGrant[] | undefined;
  await attempt(context, "reading what is held", async () => {
    grants = standingGrants(await knownRequests(context, await mainBranch(context), now), now);
  });
  return grants;
}

/** A request as it would be granted if it were merged now. */
async function askedRequest(
  { forge, providers }: Context,
  of: {
    readonly request: Request;
    readonly access: Access;
    readonly grants: readonly StandingGrant[] | undefined;
    readonly now: Instant;
  },
): Promise<AskedRequest> {
  const { request, access, now } = of;
  const window = windowOf(request, now);
  const [first] = request.what;
  const name = first === undefined ? undefined : systemOf(first);
  const system = name === undefined ? undefined : access.systems.get(name);
  const kind = system && (await providers.kind(system.kind));
  const person = personOf(access.people, request.who);
  const identity = system && person && identityOf(system, person);
  const roles = request.what.map((what) => {
    const about = system?.roles.get(what.slice(systemOf(what).length + 1))?.about ?? "";
    if (!system || !kind || identity === undefined) return { what, about, preview: [] };
    const binding: Binding = {
      who: request.who,
      what,
      identity,
      from: window.from,
      until: window.until,
      request: request.path,
      commit: "",
      pulls: [],
    };
    return { what, about, identity, preview: kind.preview(system, binding, forge.repository) };
  });
  const holds = of.grants
    ?.filter((grant) => sameLogin(grant.who, request.who) && systemOf(grant.what) === name)
    .filter((grant) => whyOffboarded(grant, grant, access) === undefined)
    .map(({ what, from, until }) => ({ what, window: { from, until } }));
  return { request, window, enforcement: kind?.curfew ?? "scheduled", holds, roles };
}
