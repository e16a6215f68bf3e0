import { runGit } from "../git/run-git.js";
import type { Repository } from "../world/nouns.js";

/** The commit that a name means: a branch, a tag, a full ref or an id, which may be short. */
export async function resolveCommit(repository: Repository, name: string): Promise<string | undefined> {
  const { git } = repository;
  for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`, name.startsWith("refs/") ? name : `refs/${name}`]) {
    const sha = git.ref(ref);
    if (sha !== undefined) return peel(repository, sha);
  }
  if (/^[0-9a-f]{40}$/.test(name)) return peel(repository, name);
  if (name === "HEAD") return git.ref(`refs/heads/${repository.defaultBranch}`);
  if (!/^[0-9a-f]{7,39}$/.test(name)) return undefined;
  const result = await runGit(git.directory, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  return result.code === 0 ? result.output.toString().trim() : undefined;
}

/** The commit that an annotated tag is of. */
async function peel(repository: Repository, sha: string): Promise<string | undefined> {
  const object = await repository.git.read(sha);
  if (object?.type !== "tag") return object?.type === "commit" ? sha : undefined;
  const target = /^object ([0-9a-f]{40})/.exec(object.content.toString())?.[1];
  return target === undefined ? undefined : peel(repository, target);
}
