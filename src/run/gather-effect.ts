import { accessEffect } from "../core/access-effect.js";
import { namesNeeded } from "../core/decide/names-needed.js";
import { isDecidedOtherwise, isSameGround } from "../core/decided-otherwise.js";
import { changedReach } from "../core/reach.js";
import { classify } from "../core/read/classify.js";
import { standingGrants } from "../core/standing-grants.js";
import type { Access } from "../model/access.js";
import type { DecidedOtherwise, Effect } from "../model/effect.js";
import type { Facts } from "../model/facts.js";
import type { TreeChange } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { What } from "../model/what.js";
import { Failure } from "../ports/failure.js";
import type { PullRequest } from "../ports/forge.js";
import type { Context } from "./context.js";
import { effectOnSystems } from "./effect-on-systems.js";
import { attempt } from "./failing.js";
import { gatherFacts, liveTeams } from "./gather-facts.js";
import { handsOn } from "./hands-on.js";
import { judgeAsked } from "./judge-asked.js";
import { knownRequests } from "./known-requests.js";
import { readRequests } from "./read-requests.js";
import { standingAccess } from "./standing-access.js";

/** How many open pull requests are judged twice: each asks the forge four or five questions. */
const MOST_JUDGED = 20;

interface Ground {
  readonly base: string;
  readonly before: Access;
  readonly after: Access;
  readonly now: Instant;
}

/** An open pull request whose judgement may rest on what changes. */
interface Concerned {
  readonly pull: PullRequest;
  readonly added: readonly TreeChange[];
}

/** What merging a pull request that changes `access/` would do. Whoever approves it should know whose access it ends. */
export async function gatherEffect(context: Context, pull: PullRequest, ground: Ground): Promise<Effect> {
  const { before, after, now } = ground;
  const grants = standingGrants(await knownRequests(context, ground.base, now), now);
  const { concerned, unread } = await concernedBy(context, pull, ground);
  const decided: DecidedOtherwise[] = [];
  let left = unread + Math.max(0, concerned.length - MOST_JUDGED);
  for (const one of concerned.slice(0, MOST_JUDGED)) {
    // One that cannot be judged, since its fork is gone, is no reason to say nothing of the others.
    const problem = await attempt(context, "judging under a changed policy", async () => {
      decided.push(...(await decideTwice(context, one, ground)));
    });
    if (problem) left += 1;
  }
  const teams = await liveTeams(
    context,
    [before, after].flatMap(({ people }) => [...people.liveTeams.values()]),
  );
  const { access: standing } = await standingAccess(context, before);
  return {
    ...accessEffect({ grants, before: standing, after }),
    ...(await effectOnSystems(context, { grants, before: standing, after, now })),
    decided,
    left,
    reach: changedReach(before, after, teams),
  };
}

/** From git alone. What anybody proposed and cannot be read, since it is more than is read at once, stops no other. */
async function concernedBy(
  context: Context,
  self: PullRequest,
  ground: Ground,
): Promise<{ readonly concerned: readonly Concerned[]; readonly unread: number }> {
  const concerned: Concerned[] = [];
  let unread = 0;
  for (const pull of await context.forge.openPullRequests()) {
    if (pull.number === self.number) continue;
    const problem = await attempt(context, "reading another pull request", async () => {
      const added = await addedIn(context, pull, ground.base);
      if (added !== undefined && !(await isOnSameGround(context, added, ground))) concerned.push({ pull, added });
    });
    if (problem?.transient) throw new Failure(problem.error, problem);
    if (problem) unread += 1;
  }
  return { concerned, unread };
}

/** The requests that it asks for; undefined where it is none that asks, or its commit is gone. */
async function addedIn(
  { history }: Context,
  { number, head: { commit } }: PullRequest,
  base: string,
): Promise<readonly TreeChange[] | undefined> {
  if (!(await history.ensure(commit, `refs/pull/${number}/head`))) return undefined;
  const shape = classify(await history.changesOf(base, commit));
  return shape.kind === "requests" ? shape.added : undefined;
}

async function isOnSameGround(
  context: Context,
  added: readonly TreeChange[],
  { before, after }: Ground,
): Promise<boolean> {
  const [was, is] = [await readRequests(context, added, before), await readRequests(context, added, after)];
  return JSON.stringify(was) === JSON.stringify(is) && isSameGround(was.requests, before, after);
}

async function decideTwice(
  context: Context,
  { pull, added }: Concerned,
  { base, before, after, now }: Ground,
): Promise<readonly DecidedOtherwise[]> {
  const paths = added.map(({ path }) => path);
  const whats = await whatsOf(context, added, before, after);
  const facts = await gatherFacts(context, pull, { paths, whats, always: [], access: before, at: now });
  const was = await judgeAsked(context, { base, added, access: before, facts });
  const is = await judgeAsked(context, {
    base,
    added,
    access: after,
    facts: await factsUnder(context, { pull, paths, whats, before, after, facts }),
  });
  if (!isDecidedOtherwise(was, is)) return [];
  const { requests } = was.requests.length > 0 ? was : is;
  const asked = requests.map(({ who, what }) => ({ who, what }));
  return [{ pull: pull.number, author: pull.author.login, asked, before: was, after: is }];
}

/** Most facts are the same whatever `access/` says; whose address one is, and which teams are asked for, it says itself. */
async function factsUnder(
  context: Context,
  of: {
    readonly pull: PullRequest;
    readonly paths: readonly string[];
    readonly whats: readonly What[];
    readonly before: Access;
    readonly after: Access;
    readonly facts: Facts;
  },
): Promise<Facts> {
  const { pull, before, after, facts } = of;
  const { people } = after;
  // GitHub knows no tree that is not committed: whom it would reject as an owner of it is what it is before.
  const { teams } = namesNeeded(after, { paths: of.paths, whats: of.whats, always: [] });
  const again = { people, base: before.commit, pushed: facts.fork === undefined };
  const [hands, members] = await Promise.all([
    addressesOf(before) === addressesOf(after) ? {} : handsOn(context, pull, again),
    liveTeams(context, teams),
  ]);
  return { ...facts, ...hands, teams: members };
}

async function whatsOf(
  context: Context,
  added: readonly TreeChange[],
  before: Access,
  after: Access,
): Promise<readonly What[]> {
  const read = [await readRequests(context, added, before), await readRequests(context, added, after)];
  return read.flatMap(({ requests }) => requests.flatMap(({ what }) => what));
}

function addressesOf({ people }: Access): string {
  return JSON.stringify([...people.people.values()].map(({ login, id, email }) => [login, id, email]));
}
