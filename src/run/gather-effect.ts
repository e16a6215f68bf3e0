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
import type { PullRequest } from "../ports/forge.js";
import type { Context } from "./context.js";
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
  const concerned = await concernedBy(context, pull, ground);
  const decided: DecidedOtherwise[] = [];
  let left = Math.max(0, concerned.length - MOST_JUDGED);
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
    decided,
    left,
    reach: changedReach(before, after, teams),
  };
}

/** From git alone. */
async function concernedBy(context: Context, self: PullRequest, ground: Ground): Promise<readonly Concerned[]> {
  const { forge, history } = context;
  const { base, before, after } = ground;
  const concerned: Concerned[] = [];
  for (const pull of await forge.openPullRequests()) {
    const { commit } = pull.head;
    if (pull.number === self.number || !(await history.ensure(commit, `refs/pull/${pull.number}/head`))) continue;
    const shape = classify(await history.changesOf(base, commit));
    if (shape.kind !== "requests") continue;
    const { added } = shape;
    const [was, is] = [await readRequests(context, added, before), await readRequests(context, added, after)];
    const same = JSON.stringify(was) === JSON.stringify(is) && isSameGround(was.requests, before, after);
    if (!same) concerned.push({ pull, added });
  }
  return concerned;
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
