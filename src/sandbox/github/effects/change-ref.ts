import { ZERO_SHA } from "../git/git-objects.js";
import { isAncestor } from "../git/history.js";
import type { GitHub } from "../github.js";
import { problem } from "../http/problem.js";
import { type RefChange, refusalOf } from "../rules/push-refusal.js";
import type { Author, Repository } from "../world/nouns.js";
import { refMoved } from "./ref-moved.js";

const NAME =
  /^refs\/(?:heads|tags)\/(?!\/)(?!.*(?:\/\/|\.\.|@\{|[\s~^:?*[\\]|\.lock(?:\/|$)|\/\.))[^/.].*[^/.]$|^refs\/(?:heads|tags)\/[^/.\s~^:?*[\\]$/;

export function isRefName(name: string): boolean {
  return NAME.test(name);
}

/** Moves a ref as the API does: checks what protects it, moves it, and lets everything follow that follows. */
export async function changeRef(
  github: GitHub,
  repository: Repository,
  actor: Author,
  change: RefChange,
  options: { readonly force: boolean; readonly refusedAs: 409 | 422 },
): Promise<void> {
  const { git } = repository;
  const moves = change.before !== ZERO_SHA && change.after !== ZERO_SHA;
  const forced = moves && !(await isAncestor(git, change.before, change.after));
  if (forced && !options.force) throw problem(422, "Update is not a fast forward");
  const refusal = refusalOf(github.world, repository, actor, change, forced);
  if (refusal) {
    const reasons = refusal.reasons.join("\n\n");
    throw problem(
      options.refusedAs,
      refusal.source === "ruleset" ? `Repository rule violations found\n\n${reasons}\n\n` : reasons,
    );
  }
  if (change.after === ZERO_SHA) git.deleteRef(change.ref);
  else git.setRef(change.ref, change.after);
  await refMoved(github, repository, actor, change);
}
