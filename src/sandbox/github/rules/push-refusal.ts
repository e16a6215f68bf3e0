import { ZERO_SHA } from "../git/git-objects.js";
import type { Actor, Repository } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { type BranchRules, rulesFor } from "./branch-rules.js";
import { latestRun } from "./pull-requirements.js";

/** A ref that is to move, by a push or through the API. */
export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export interface Refusal {
  readonly ref: string;
  readonly source: BranchRules["source"];
  readonly reasons: readonly string[];
}

function reasonsAgainst(repository: Repository, rules: BranchRules, change: RefChange, forced: boolean): string[] {
  if (change.after === ZERO_SHA) return rules.forbidDeletion ? ["Cannot delete this branch"] : [];
  const creation = change.before === ZERO_SHA;
  const reasons: string[] = [];
  if (creation && rules.forbidCreation) reasons.push("Cannot create ref due to creations being restricted.");
  // A classic protection says nothing about a branch that is not there yet.
  if (creation) return reasons;
  if (forced && rules.forbidForce) reasons.push("Cannot force-push to this branch");
  if (rules.forbidUpdate)
    reasons.push(
      rules.source === "ruleset"
        ? "Cannot update this protected ref."
        : "You're not authorized to push to this branch.",
    );
  if (rules.pullRequest && !rules.pullRequest.bypassed) reasons.push("Changes must be made through a pull request.");
  // A commit that has passed its checks elsewhere may come in directly.
  const checks = (rules.checks?.contexts ?? []).filter(
    (check) => latestRun(repository, change.after, check)?.conclusion !== "success",
  );
  if (checks.length === 1) reasons.push(`Required status check "${checks[0]?.context}" is expected.`);
  if (checks.length > 1) reasons.push(`${checks.length} of ${checks.length} required status checks are expected.`);
  return reasons;
}

/** Why the branch's rules refuse a change that comes by no pull request; undefined if they do not. */
export function refusalOf(
  world: World,
  repository: Repository,
  actor: Actor,
  change: RefChange,
  forced: boolean,
): Refusal | undefined {
  for (const rules of rulesFor(world, repository, change.ref, actor)) {
    // To pass by rules through pull requests only is not to pass them by here.
    if (rules.bypass === "always") continue;
    const reasons = reasonsAgainst(repository, rules, change, forced);
    if (reasons.length > 0) return { ref: change.ref, source: rules.source, reasons };
  }
  return undefined;
}

/** As git prints it in the person's terminal. */
export function printRefusal(refusal: Refusal): string[] {
  return refusal.source === "protection"
    ? [
        `error: GH006: Protected branch update failed for ${refusal.ref}.`,
        ...refusal.reasons.map((reason) => `error: ${reason}`),
      ]
    : [
        `error: GH013: Repository rule violations found for ${refusal.ref}.`,
        "",
        ...refusal.reasons.flatMap((reason) => [`- ${reason}`, ""]),
      ];
}
