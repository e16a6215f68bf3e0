import type { FindingSentences } from "./finding-sentences.js";
import { commit, prose, pull, type Sentence, say, values } from "./sentence.js";

/** Of how policy came to the default branch, and of a ledger that lost something. */
export const PROVENANCE_SENTENCES = {
  "policy-direct": ({ commit: id, paths }) =>
    say`Commit ${commit(id)} changed ${values(paths, "and")} without a pull request. ${putRight(id)}`,
  "policy-differs": ({ commit: id, pull: number, paths }) =>
    say`Commit ${commit(id)} changed ${values(paths, "and")} otherwise than was reviewed in pull request ${pull(number)}. ${putRight(id)}`,
  "policy-unapproved": ({ commit: id, pull: number, paths, reasons }) =>
    say`Commit ${commit(id)} changed ${values(paths, "and")}, and pull request ${pull(number)} did not have the approval of their code owners when it was merged: ${values(reasons, "and")}. ${putRight(id)}`,
  "policy-anchor": ({ anchor }) =>
    say`${"anchor"} in ${"access/curfew.yaml"} is ${anchor}, which is no commit of the default branch's first-parent history. Nothing new is granted until it is one.`,
  "policy-rewritten": ({ lost, commit: id }) =>
    say`The default branch no longer holds commit ${commit(lost)}, whose policy was known to stand: its history was rewritten. ${putRight(id)} Or bring the history back that was there.`,
  "policy-unjudged": ({ error }) =>
    say`Whether policy came by approved pull requests could not be judged: ${prose(error)}. Until it can, nothing new is granted.`,
  "merge-policy": ({ commit: id, pull: number, offence }) =>
    say`Pull request ${pull(number)} was merged (commit ${commit(id)}) onto policy that commit ${commit(offence)} had changed outside of an approved pull request, so it grants nothing. Ask again once that is put right.`,
  "ledger-rewritten": ({ commit: id }) =>
    say`The branch ${"curfew-ledger"} no longer holds commit ${id}: it was rewritten, or deleted. What ends is ended; nothing is granted. Bring the commit back, or, if it is lost, name it as ${"ledger"} in ${"access/curfew.yaml"} by pull request.`,
  "ledger-unchecked": ({ error }) =>
    say`Whether the ledger was rewritten could not be asked: ${prose(error)}. Until it can, nothing is granted.`,
} satisfies Partial<FindingSentences>;

/** The id in full: it is to be pasted. */
function putRight(id: string): Sentence {
  return say`Nothing new is granted until a pull request that the code owners of before have approved sets ${"anchor"} in ${"access/curfew.yaml"} to ${id}, or to a later commit.`;
}
