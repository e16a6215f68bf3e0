import { endBranch } from "../core/expire.js";
import type { EndedRequest } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { PullRequest } from "../ports/forge.js";
import { removalText } from "../render/commit-message.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { mainBranch } from "./main-branch.js";

export interface Reverts {
  /** The numbers of those that are open now. */
  readonly pulls: readonly number[];
  /** The same, by the file that each takes out. */
  readonly opened: ReadonlyMap<string, PullRequest>;
  /** Files of which the forge takes none until somebody changes something. */
  readonly refused: readonly string[];
  readonly findings: readonly Finding[];
  /** Whether one was not opened that can be soon. */
  readonly retry: boolean;
}

/**
 * Opens the pull request that takes each ended request out of the default branch: one a file, so that one that cannot
 * be opened or merged holds up no other.
 */
export async function openReverts(context: Context, ended: readonly EndedRequest[]): Promise<Reverts> {
  if (ended.length === 0) return revertsOf(new Map(), [], [], false);
  const base = await mainBranch(context);
  const opened = new Map<string, PullRequest>();
  const refused: string[] = [];
  const findings: Finding[] = [];
  for (const request of ended) {
    // What is judged and merged meanwhile is one less when the rest has its turn.
    if (context.budget.over("change")) return revertsOf(opened, refused, findings, true);
    const { path } = request;
    const problem = await attempt(context, "opening a revert", async () => {
      const pull = await context.forge.openRemoval({ branch: endBranch(path), path, base, ...removalText(request) });
      if (pull) opened.set(path, pull);
    });
    if (!problem) continue;
    context.log.warn("revert-failed", { path, ...problem });
    findings.push(finding("revert-failed", { path }, { error: problem.error }));
    if (problem.transient) return revertsOf(opened, refused, findings, true);
    refused.push(path);
  }
  return revertsOf(opened, refused, findings, false);
}

function revertsOf(
  opened: Reverts["opened"],
  refused: readonly string[],
  findings: readonly Finding[],
  retry: boolean,
): Reverts {
  return { pulls: [...opened.values()].map(({ number }) => number), opened, refused, findings, retry };
}
