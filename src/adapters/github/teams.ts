import { teamKey } from "../../model/code-owners.js";
import type { PeoplePort } from "../../ports/people.js";
import type { Calls } from "./calls.js";
import { unless } from "./github-failure.js";

/**
 * Live teams, each read once: make a new one for each run, since membership is a fact of the moment.
 * https://docs.github.com/en/rest/teams/members#list-team-members: members of child teams are among them.
 */
export function createTeams(calls: Calls): PeoplePort {
  const read = new Map<string, Promise<readonly string[] | undefined>>();
  return {
    membersOf(organization, slug) {
      const key = teamKey({ organization, slug });
      const known = read.get(key);
      if (known) return known;
      const members = readMembers(calls, organization, slug);
      read.set(key, members);
      // What could not be read may be read when it is asked for again.
      members.catch(() => read.delete(key));
      return members;
    },
  };
}

async function readMembers(calls: Calls, org: string, slug: string): Promise<readonly string[] | undefined> {
  const route = "GET /orgs/{org}/teams/{team_slug}/members";
  const members = await unless([403, 404], calls.paginate(route, { org, team_slug: slug }));
  return members?.map(({ login }) => login);
}
