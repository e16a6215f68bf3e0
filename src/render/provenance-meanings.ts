import type { FindingMeanings } from "./finding-meanings.js";

const PUT_RIGHT =
  "Look at what the commit changed, and find out who could do it. Take back what is wrong, and move `anchor` in `access/curfew.yaml` to that commit or a later one, by a pull request that the code owners of before approve: those who were it at the last commit that came as it must, whatever the files say now.";

/** Of how policy came to the default branch, and of a ledger that lost something. */
export const PROVENANCE_MEANINGS = {
  "policy-direct": {
    meaning:
      "A commit changed policy, people, systems, settings, CODEOWNERS or `.github/` on the default branch without a pull request. It decides nothing: nothing new is granted. What is held stays until its end.",
    remedy: PUT_RIGHT,
  },
  "policy-differs": {
    meaning:
      "A merge changed policy otherwise than its pull request did when it was reviewed, or reviewers may not have been shown all of it. Nothing new is granted.",
    remedy: PUT_RIGHT,
  },
  "policy-unapproved": {
    meaning:
      "A pull request that changed policy was merged without the approval of a code owner of every file that it changed, for the merged commit, as they were before it. A file that nobody owns can be approved by nobody. Nothing new is granted.",
    remedy: PUT_RIGHT,
  },
  "policy-anchor": {
    meaning:
      "The `anchor` of `access/curfew.yaml` is no commit of the default branch, or came into it by a merge of another branch. Nothing new is granted.",
    remedy: "Set it to a commit that `git log --first-parent` of the default branch shows.",
  },
  "policy-rewritten": {
    meaning:
      "The default branch lost a commit whose policy was known to stand: somebody forced another history onto it, or merged it into a branch that then took its place. Nothing new is granted.",
    remedy: `Bring the history back. Where that cannot be: ${PUT_RIGHT.charAt(0).toLowerCase()}${PUT_RIGHT.slice(1)}`,
  },
  "policy-unjudged": {
    meaning: "Whether a change of policy came as it must could not be found out. Nothing new is granted until it can.",
    remedy: "Remove the cause that is said; the next run judges it.",
  },
  "merge-policy": {
    meaning:
      "The request was merged onto policy that had been changed outside of an approved pull request. It grants nothing, also after that was put right: nobody has agreed to it under the policy that stands.",
    remedy: "Ask again once policy is put right; a finding on the default branch says how.",
  },
  "ledger-rewritten": {
    meaning:
      "The branch `curfew-ledger` was forced back or deleted, so that a commit which it held is gone from it: what is written there cannot be believed. What ends is ended; nothing is granted.",
    remedy:
      "Find out who could do it. Bring the commit back; or, where it is lost, compare what is left with the systems, and name the commit as `ledger` in `access/curfew.yaml`, by a pull request like any other change of policy.",
  },
  "ledger-unchecked": {
    meaning: "GitHub did not say whether the ledger was rewritten. Nothing is granted until it does.",
    remedy: "Where it does not pass, look at Curfew's permissions.",
  },
} satisfies Partial<FindingMeanings>;
