import type { Issue, PullRequest, Repository } from "../world/nouns.js";
import type { World } from "../world/world.js";
import type { Shape } from "./common.js";
import { issueShape } from "./issue.js";
import { webhookTeam } from "./organization.js";
import { repositoryShape } from "./repository.js";

/** Events tell of some things a little differently than the API does. */

export function webhookRepository(world: World, repository: Repository): Shape {
  return { ...repositoryShape(world, repository), custom_properties: {} };
}

/** A pull request, in either of its forms, as an event carries it. */
export function webhookPull(world: World, issue: PullRequest, shape: Shape): Shape {
  const side = (value: unknown): Shape => {
    const { repo, ...rest } = value as Shape;
    return { ...rest, repo: { ...(repo as Shape), custom_properties: {} } };
  };
  return {
    ...shape,
    requested_teams: [...issue.pull.requestedTeams].map((team) => webhookTeam(world, team)),
    head: side(shape["head"]),
    base: side(shape["base"]),
  };
}

export function webhookIssue(world: World, repository: Repository, issue: Issue): Shape {
  const shape = issueShape(world, repository, issue);
  const app = shape["performed_via_github_app"];
  if (app === null) return shape;
  const { client_id: _clientId, ...rest } = app as Shape;
  return { ...shape, performed_via_github_app: rest };
}
