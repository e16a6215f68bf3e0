import { type Decision, reasonsIn } from "../model/decision.js";
import type { EndCause } from "../model/plan.js";
import type { PullRequest } from "../ports/forge.js";
import { type CommitMessageText, endMessage, grantMessage } from "../render/commit-message.js";
import type { View } from "./judge-pull-request.js";
import type { Removed } from "./removed-requests.js";

/** The message of the merge commit: the record that `git log` is read for. */
export function mergeMessage(
  pull: PullRequest,
  view: Extract<View, { kind: "requests" | "removals" }>,
): CommitMessageText {
  // Of an extension that is who commanded it, not we who opened its pull request.
  const author = view.facts.author.login;
  if (view.kind === "requests") {
    return grantMessage({ pull: pull.number, author, requests: view.requests, decision: view.judgement.decision });
  }
  return endMessage({
    pull: pull.number,
    removed: view.removed.map((removed) => ({
      path: removed.path,
      who: removed.who ?? author,
      what: removed.what,
      cause: causeOf(removed, view.judgement.decision),
      commit: removed.commit,
    })),
  });
}

function causeOf({ path, window, ended }: Removed, decision: Decision): EndCause {
  if (window !== undefined && ended) return "expired";
  const returned = reasonsIn(decision).some(
    (reason) => reason.kind === "removal" && reason.path === path && reason.because === "returned",
  );
  return returned ? "returned" : "withdrawn";
}
