import type { Signature } from "../git/git-objects.js";
import type { Account, Repository } from "../world/nouns.js";
import { commitEmail, type World } from "../world/world.js";

export function signatureOf(world: World, account: Account): Signature {
  return { name: account.name ?? account.login, email: commitEmail(account), date: world.clock.now() };
}

/** GitHub commits what is done through it in its own name, and signs it. */
export function webFlow(world: World): Signature {
  return { name: "GitHub", email: "noreply@github.com", date: world.clock.now() };
}

/** Writes a commit that GitHub makes for somebody. */
export function commitFor(
  world: World,
  repository: Repository,
  account: Account,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
  author: Signature = signatureOf(world, account),
): string {
  const sha = repository.git.writeCommit({ ...commit, author, committer: webFlow(world) });
  repository.git.signed.add(sha);
  return sha;
}
