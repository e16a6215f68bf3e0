import { unless } from "./github-failure.js";
import type { Repository } from "./repository.js";

interface OwnersError {
  readonly kind: string;
  readonly column: number;
  readonly source?: string;
  readonly message: string;
}

/**
 * Owners whom GitHub takes for none: who does not exist or may not write, and teams that are secret or were not given
 * write access themselves. One call tells all of them.
 * https://docs.github.com/en/rest/repos/repos#list-codeowners-errors
 */
export async function readRejectedOwners(
  { calls, owner, repo }: Repository,
  commit: string,
): Promise<readonly string[]> {
  const route = "GET /repos/{owner}/{repo}/codeowners/errors";
  // Without the file there is nobody to reject.
  const answer = await unless([404], calls.request(route, { owner, repo, ref: commit }));
  const unknown = (answer?.data.errors ?? []).filter(({ kind }) => /^unknown owner$/i.test(kind));
  return [...new Set(unknown.flatMap(ownersAt))];
}

/** The owner that the column points to; where it points to none, all of the line: one of them is it. */
function ownersAt({ column, source = "" }: OwnersError): readonly string[] {
  const pointed = /^\S*@\S+/.exec(source.slice(column - 1))?.[0];
  const owners = source.split(/\s+/).filter((word) => word.includes("@"));
  return pointed !== undefined && owners.includes(pointed) ? [pointed] : owners;
}
