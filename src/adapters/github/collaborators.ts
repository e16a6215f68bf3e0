import type { Account } from "../../model/facts.js";
import { unless } from "./github-failure.js";
import type { Repository } from "./repository.js";

/**
 * Whether the account may write now. A review says of its author no more than that they belong to the organisation, which
 * gives nobody write access; GitHub counts for what it requires the approvals of those alone who have it.
 * https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function mayWrite({ calls, owner, repo }: Repository, { login, id }: Account): Promise<boolean> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  // An account that is gone is answered 404.
  const answer = await unless([404], calls.request(route, { owner, repo, username: login }));
  // `maintain` is told as `write`, `triage` as `read`.
  const { permission, user } = answer?.data ?? {};
  return (permission === "admin" || permission === "write") && Number(user?.id) === id;
}
