import { ownersOf } from "../core/read/code-owners.js";
import type { Access } from "../model/access.js";
import { type LiveTeams, teamKey } from "../model/code-owners.js";
import { type Facts, NO_PAST } from "../model/facts.js";
import type { Instant } from "../model/instant.js";
import type { PullRequest } from "../ports/forge.js";
import { authorOf } from "./author-of.js";
import type { Context } from "./context.js";

/**
 * What a pull request is judged on beside its files: as it stood when it was merged, or as it stands, whatever our own
 * clock says of the forge's. Teams that a first judgement has read are
 * taken from it: who was in them at the time cannot be asked again.
 */
export async function gatherFacts(
  context: Context,
  pull: PullRequest,
  of: { readonly paths: readonly string[]; readonly access: Access; readonly at: Instant; readonly teams?: LiveTeams },
): Promise<Facts> {
  const { forge } = context;
  const then = pull.merged?.at;
  const [reviews, writings, pushers, teams] = await Promise.all([
    forge.reviews(pull.number, then),
    forge.writings(pull.number, of.access.people),
    forge.pushers(pull, then),
    of.teams ?? liveTeams(context, of.paths, of.access),
  ]);
  return {
    pull: pull.number,
    author: await authorOf(context, pull, { paths: of.paths, writings, pushers }),
    head: pull.head.commit,
    writings,
    pushers,
    reviews,
    teams,
    // What was before is put in by whoever judges a request: for a removal it makes no difference.
    past: NO_PAST,
    at: of.at,
  };
}

/** The teams that own the files, each with its members; one that cannot be read is absent. */
export async function liveTeams(context: Context, paths: readonly string[], access: Access): Promise<LiveTeams> {
  const owning = paths.flatMap((path) => ownersOf(access.owners, path) ?? []);
  const teams = new Map<string, { readonly organization: string; readonly slug: string }>();
  for (const owner of owning) {
    if (owner.kind === "team") teams.set(teamKey(owner.organization, owner.slug), owner);
  }
  const read = await Promise.all(
    [...teams].map(async ([key, team]) => [key, await context.people.membersOf(team.organization, team.slug)] as const),
  );
  return Object.fromEntries(read.flatMap(([key, members]) => (members ? [[key, members]] : [])));
}
