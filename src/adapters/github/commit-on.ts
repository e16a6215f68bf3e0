import type { Repository } from "./repository.js";

/** What a commit does to one path: the text that it has from then on, or null where it is gone. */
export interface PathChange {
  readonly path: string;
  readonly text: string | null;
}

/**
 * A commit on top of another, in no branch yet; its id. Written through the API, so that GitHub signs it.
 * https://docs.github.com/en/rest/git/trees#create-a-tree: a null `sha` removes the path.
 */
export async function commitOn(
  { calls, owner, repo }: Repository,
  {
    base,
    message,
    changes,
  }: { readonly base: string; readonly message: string; readonly changes: readonly PathChange[] },
): Promise<string> {
  const place = { owner, repo };
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const parent = await calls.request(route, { ...place, commit_sha: base });
  const tree = await calls.request("POST /repos/{owner}/{repo}/git/trees", {
    ...place,
    base_tree: parent.data.tree.sha,
    tree: changes.map(({ path, text }) => ({
      path,
      mode: "100644" as const,
      type: "blob" as const,
      ...(text === null ? { sha: null } : { content: text }),
    })),
  });
  const commit = await calls.request("POST /repos/{owner}/{repo}/git/commits", {
    ...place,
    message,
    tree: tree.data.sha,
    parents: [base],
  });
  return commit.data.sha;
}
