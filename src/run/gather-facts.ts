import { type NamesNeeded, namesNeeded } from "../core/decide/names-needed.js";
import type { Access } from "../model/access.js";
import { formatOwner, type GitHubTeam, type LiveTeams, teamKey } from "../model/code-owners.js";
import { type Account, type Facts, NO_PAST, type Review } from "../model/facts.js";
import type { Instant } from "../model/instant.js";
import { sameLogin } from "../model/person.js";
import type { Approver } from "../model/policy.js";
import type { What } from "../model/what.js";
import type { PullRequest } from "../ports/forge.js";
import { authorOf } from "./author-of.js";
import type { Context } from "./context.js";
import { type Hands, handsOn } from "./hands-on.js";

export interface Asked {
  readonly access: Access;
  readonly at: Instant;
  /** What the branch was merged into, where that is not the commit of `access`. */
  readonly base?: string;
  readonly paths: readonly string[];
  readonly whats: readonly What[];
  /** Who may approve beside those whom the policies on the roles name. */
  readonly always: readonly Approver[];
  /** Of the first judgement on the same merge: who was in a team then, and might write, cannot be asked again. */
  readonly before?: Facts;
}

/**
 * What a pull request is judged on beside its files: as it stood when it was merged, or as it stands, whatever our own
 * clock says of the forge's. What the judgement does not ask for is not read.
 */
export async function gatherFacts(context: Context, pull: PullRequest, asked: Asked): Promise<Facts> {
  const { forge } = context;
  const { access, at, before } = asked;
  const then = pull.merged?.at;
  const needed = namesNeeded(access, asked);
  const fork = forkOf(pull, forge.repository);
  const [reviews, hands, teams, rejected] = await Promise.all([
    forge.reviews(pull.number, then),
    handsOn(context, pull, { people: access.people, base: asked.base ?? access.commit, pushed: fork === undefined }),
    before?.teams ?? liveTeams(context, needed.teams),
    before?.rejected ?? rejectedOwners(context, needed, access.commit),
  ]);
  return {
    pull: pull.number,
    author: await authorOf(context, pull, { ...hands, paths: asked.paths }),
    head: pull.head.commit,
    ...(hands satisfies Hands),
    ...(fork === undefined ? {} : { fork }),
    reviews,
    readers: before?.readers ?? (await readersAmong(context, reviews, pull.head.commit)),
    teams,
    rejected,
    // What was before is put in by whoever judges a request: for a removal it makes no difference.
    past: NO_PAST,
    at,
  };
}

/** Who stands now behind the names that may approve. */
export async function namesNow(
  context: Context,
  asked: Omit<Asked, "at" | "before">,
): Promise<Pick<Facts, "teams" | "rejected">> {
  const needed = namesNeeded(asked.access, asked);
  const [teams, rejected] = await Promise.all([
    liveTeams(context, needed.teams),
    rejectedOwners(context, needed, asked.access.commit),
  ]);
  return { teams, rejected };
}

function forkOf({ head }: PullRequest, repository: string): Facts["fork"] {
  if (head.repository === undefined) return {};
  return sameLogin(head.repository, repository) ? undefined : { repository: head.repository };
}

/** Of those who approved the head, who may not write; a call for each. */
async function readersAmong({ forge }: Context, reviews: readonly Review[], head: string): Promise<readonly string[]> {
  const approving = reviews.filter(({ state, commit, by }) => state === "approved" && commit === head && !by.bot);
  const accounts = new Map<string, Account>(approving.map(({ by }) => [by.login.toLowerCase(), by]));
  const read = await Promise.all(
    [...accounts.values()].map(async (account) => ((await forge.mayWrite(account)) ? [] : [account.login])),
  );
  return read.flat();
}

async function rejectedOwners({ forge }: Context, { owners }: NamesNeeded, commit: string): Promise<readonly string[]> {
  if (owners.length === 0) return [];
  const names = new Set(owners.map((owner) => formatOwner(owner).toLowerCase()));
  return (await forge.rejectedOwners(commit)).filter((name) => names.has(name.toLowerCase()));
}

/** Each with its members; one that cannot be read is absent. */
export async function liveTeams(context: Context, teams: readonly GitHubTeam[]): Promise<LiveTeams> {
  const distinct = new Map(teams.map((team) => [teamKey(team), team]));
  const read = await Promise.all(
    [...distinct].map(
      async ([key, team]) => [key, await context.people.membersOf(team.organization, team.slug)] as const,
    ),
  );
  return Object.fromEntries(read.flatMap(([key, members]) => (members ? [[key, members]] : [])));
}
