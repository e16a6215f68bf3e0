import type { FindingArguments } from "../model/finding.js";
import type { FindingSentences } from "./finding-sentences.js";
import { commit, NOTHING, prose, pull, type Sentence, say, values, writtenTime } from "./sentence.js";

const ISSUES: Readonly<Record<FindingArguments["issue-failed"]["subject"], string>> = {
  emergency: "emergency access that has to be reviewed",
  "held-back": "what is held back",
  overdue: "revocations that are overdue",
};

/** Of what a reconciliation or an audit found. */
export const RUN_SENTENCES = {
  "merge-direct": ({ commit: id }) =>
    say`Commit ${commit(id)} brought this request without a pull request, so it grants nothing. Remove it, and ask by pull request.`,
  "merge-mixed": ({ commit: id, pull: number, others }) =>
    say`Pull request ${pull(number)} (commit ${commit(id)}) changed ${values(others, "and")} beside this request, so it grants nothing. Ask again in a pull request of its own.`,
  "merge-differs": ({ commit: id, pull: number }) =>
    say`Commit ${commit(id)} holds something else than what was reviewed in pull request ${pull(number)}, so it grants nothing. Ask again.`,
  "merge-undecided": ({ commit: id, pull: number, outcome, reasons }) =>
    say`Pull request ${pull(number)} was ${prose(outcome)} when it was merged (commit ${commit(id)}), so it grants nothing.${because(reasons)} Ask again, and let Curfew merge it.`,
  "merge-unjudged": ({ error }) =>
    say`Whether the merge of this request stands could not be judged: ${prose(error)}. Until it can, nothing new is granted by it, and what it gave stays until its end.`,
  "removal-unjudged": ({ error }) =>
    say`How this request was removed could not be judged: ${prose(error)}. Until it can, what it gave stays, at most until its end.`,
  "history-shallow": ({ commit: id }) =>
    say`The clone is shallow: what leads to commit ${commit(id)} is not in it, so nobody can say here what was added, removed or written before. What rests on that is not granted, and what was granted by it stays until its end. Run ${"git fetch --unshallow"} in the clone, or set ${"fetch-depth: 0"} where ${"actions/checkout"} makes it.`,
  "withdrawn-by-edit": ({ commit: id }) =>
    say`Commit ${commit(id)} changed this request after it was merged, so its access is withdrawn. Ask again in a new file.`,
  offboarded: ({ who, what, because }) => {
    switch (because) {
      case "person":
        return say`${who} is no longer in ${"access/people.yaml"}, so ${what} is taken away.`;
      case "role":
        return say`The role ${what} is no longer in its system, so it is taken away from ${who}.`;
      case "system":
        return say`The system of ${what} is gone, so it is taken away from ${who}.`;
      case "account":
        return say`The login ${who} is another account now than when ${what} was granted, so it is taken away. Whoever it is now asks anew.`;
      case "place":
        return say`The system of ${what} became another account or another kind of system than when it was granted, so it is taken away from ${who} where it was given. Ask again for the new one.`;
      case "identity":
        return say`${who} has another identity in the system of ${what} than when it was granted, so it is taken away. Ask again under the new one.`;
      default:
        return because satisfies never;
    }
  },
  "access-frozen": ({ system, commit: id }) => {
    const where = system === undefined ? say`anywhere` : say`in ${system}`;
    return id === undefined
      ? say`Until this file can be read, nothing new is granted ${where}. No version of it could be read that is known here, so what is held stays until its end.`
      : say`Until this file can be read, nothing new is granted ${where}. For what is held, its version of commit ${commit(id)} stands.`;
  },
  "clock-skew": ({ seconds, limit }) =>
    say`This machine's clock and GitHub's differ by ${seconds} s, and at most ${limit} s are accepted. Nothing is granted; what ends is ended. Set the clock.`,
  "change-failed": ({ action, who, what, error, transient }) =>
    transient
      ? say`Could not ${prose(action)} ${what} for ${who}: ${prose(error)}. Curfew tries again.`
      : say`Could not ${prose(action)} ${what} for ${who}: ${prose(error)}. Somebody has to remove the cause first.`,
  "changes-left": ({ system, count, because }) => {
    const why = because === "time" ? say`the time of the run was over` : say`the process was told to stop`;
    return count === 1
      ? say`One change in ${system} was not begun, since ${why}. The next run makes it.`
      : say`${count} changes in ${system} were not begun, since ${why}. The next run makes them.`;
  },
  "revocation-overdue": ({ who, what, since, error }) => {
    const answer = error === undefined ? say`there was no time to try` : prose(error);
    return say`${what} was to be taken from ${who} at ${writtenTime(since)}, and is not: ${answer}. Curfew goes on trying; remove what stands in the way, or take it away by hand.`;
  },
  "ledger-differs": ({ commit: id }) =>
    say`The ledger says of commit ${commit(id)} what its pull request does not, so nothing is granted by it. Somebody else than Curfew has written there: find out who, and protect the branch.`,
  "ledger-unreadable": ({ file, line, problem }) =>
    say`The ledger cannot be read in full: ${file}, line ${line}: ${prose(problem)}. What ends is ended; nothing is granted until somebody has restored it.`,
  "ledger-unwritten": ({ error }) =>
    say`The ledger could not be written: ${prose(error)}. The next run writes what is missing.`,
  "repository-stale": ({ error }) =>
    say`The repository could not be fetched: ${prose(error)}. Until it can, only what has reached its end is taken away, and nothing is granted.`,
  "repository-moved": ({ system }) =>
    say`${system} holds what was merged after this run had fetched. What has reached its end was taken away there; the rest is left to the next run.`,
  "comment-failed": ({ pull: number, error }) =>
    say`Pull request ${pull(number)} could not be told what became of it: ${prose(error)}.`,
  "command-failed": ({ issue, error }) =>
    say`A command in a comment on issue or pull request ${pull(issue)} was not answered: ${prose(error)}.`,
  "revert-failed": ({ error }) =>
    say`The pull request that takes out this request, which has ended, could not be opened: ${prose(error)}.`,
  "system-unobserved": ({ system, error }) =>
    say`What ${system} holds could not be read: ${prose(error)}. Nothing was changed there.`,
  "revocations-held-back": ({ system, count, of, plan }) =>
    say`${count} of the ${of} bindings in ${system} would be revoked, though neither their end nor an approved pull request explains it. They are held back. If that is right, allow plan ${plan} with ${"--allow-mass-revoke"}.`,
  "emergency-overdue": ({ who, what, pull: number, due }) =>
    say`The emergency access of ${who} to ${values(what, "and")}, by pull request ${pull(number)}, was to be reviewed by ${writtenTime(due)}, and nobody has. Whoever could have approved it comments ${"/curfew reviewed"} on its issue.`,
  "issue-failed": ({ subject, error }) =>
    say`The issue about ${ISSUES[subject]} could not be brought up to date: ${prose(error)}.`,
  "quota-near": ({ system, part, limit, received }) =>
    say`${system} holds ${received} ${prose(part)}, and takes at most ${limit}: soon it will refuse grants. Have the quota raised, or remove what nobody uses.`,
  "quota-overstated": ({ system, part, limit, received }) =>
    say`${system} takes at most ${limit} ${prose(part)}, and its file says ${received}: what is over will be approved and then refused. Write at most ${limit}, as in ${`quotas: { ${part}: ${limit} }`}, or have the quota raised.`,
  stranger: ({ system, name, about }) =>
    say`${name} in ${system} was not made by Curfew and is where Curfew's own would be: ${prose(about)}. It was left as it is. Rename it, or remove it.`,

  "unexplained-grant": ({ who, what, at }) =>
    say`${who} received ${what} at ${writtenTime(at)}, and no approved pull request explains it. Find out who gave it.`,
  "unended-grant": ({ who, what, until }) =>
    say`${what} of ${who} was to end at ${writtenTime(until)}, and nothing shows that it did. Look whether it is still held.`,
} satisfies Partial<FindingSentences>;

function because(reasons: readonly string[]): Sentence {
  if (reasons.length === 0) return NOTHING;
  return say` Why: ${values(reasons, "and")}.`;
}
