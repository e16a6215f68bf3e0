import type { FindingMeanings } from "./finding-meanings.js";

/** Of what a reconciliation or an audit found. */
export const RUN_MEANINGS = {
  "merge-direct": {
    meaning: "A request came to the default branch without a pull request. It grants nothing.",
    remedy: "Remove it, and ask by pull request. Find out who could push, and protect the branch.",
  },
  "merge-mixed": {
    meaning: "The pull request that brought the request changed other files too. It grants nothing.",
    remedy: "Ask again in a pull request of its own.",
  },
  "merge-differs": {
    meaning:
      "The merge put something else on the branch than what was reviewed: other content, another head, or only the last of several commits. It grants nothing.",
    remedy: "Ask again, and let Curfew merge it, or merge with a merge commit.",
  },
  "merge-undecided": {
    meaning:
      "The pull request was merged although it was waiting for approvals, or denied, on the facts of that moment. It grants nothing.",
    remedy: "Ask again, and let Curfew merge it.",
  },
  "merge-unjudged": {
    meaning:
      "Whether the merge stands could not be found out. Nothing new is granted by it; what it gave stays until its end.",
    remedy: "Remove the cause that is said; the next run judges it.",
  },
  "removal-unjudged": {
    meaning: "How a request left the branch could not be found out. What it gave stays, at most until its end.",
    remedy: "Remove the cause that is said; the next run judges it.",
  },
  "history-shallow": {
    meaning:
      "The repository that is read is a shallow clone: it has only the newest commits. What was added or removed before them, nobody can say here: what rests on it is not granted, and what was granted by it stays until its end.",
    remedy: "Make it whole: `git fetch --unshallow` in the clone, or `fetch-depth: 0` for `actions/checkout`.",
  },
  "withdrawn-by-edit": {
    meaning: "A merged request was changed on the branch. It is not what was approved, so its access is taken away.",
    remedy: "Ask again in a new file.",
  },
  offboarded: {
    meaning:
      "Somebody holds a role and is no longer in `access/people.yaml`, or their login is another account now; or the role or its system is gone, or the system became another account or kind; or the person has another identity there. The access is taken away.",
    remedy: "Nothing, if it was meant. Otherwise put the entry back and ask again.",
  },
  "access-frozen": {
    meaning:
      "`access/people.yaml` or a system cannot be read. Nothing new is granted by it: in that system, or anywhere where it is the people. What is held stays as the last version that could be read says, ends when it should, and can be given back.",
    remedy: "Mend the file, as the finding on it says, by a pull request.",
  },
  "clock-skew": {
    meaning: "This machine's clock and GitHub's differ by more than 30 s. Nothing is granted; what ends is ended.",
    remedy: "Set the clock.",
  },
  "change-failed": {
    meaning: "A system did not do what was asked of it. What may pass is tried again at the next run.",
    remedy: "Where it does not pass, remove the cause: a permission, a limit, something that stands in the way.",
  },
  "changes-left": {
    meaning:
      "The time of a run was over, or its process was told to stop, before all changes were begun. What was done is written down.",
    remedy: "Nothing: the next run makes them. Where it happens often, look at which system answers so slowly.",
  },
  "revocation-overdue": {
    meaning:
      "Access was to be gone some minutes ago, and its revocation fails or is not reached. It is tried again at every run, and an issue says so.",
    remedy:
      "Remove what stands in the way: credentials, a permission, a limit. If that takes long, take the access away by hand; Curfew writes down that it ended.",
  },
  "ledger-differs": {
    meaning:
      "The ledger says of a merge what GitHub does not: somebody else than Curfew wrote to it. Nothing is granted by it.",
    remedy: "Find out who wrote there, and protect the branch `curfew-ledger`.",
  },
  "ledger-unreadable": {
    meaning: "A line of the ledger cannot be read. What ends is ended; nothing is granted.",
    remedy: "Restore the file from the branch's history.",
  },
  "ledger-unwritten": {
    meaning: "What was done could not be written down. It is what it is; the next run writes what is missing.",
    remedy: "Where it does not pass, let Curfew push to the branch `curfew-ledger`.",
  },
  "repository-stale": {
    meaning: "The repository could not be fetched. What has reached its end is taken away; nothing is granted.",
    remedy: "Where it does not pass, look at the network and at Curfew's permissions.",
  },
  "repository-moved": {
    meaning:
      "Something is held by a merge that is newer than what this run had fetched: another process was quicker. There, what has reached its end is taken away, and nothing else is changed.",
    remedy: "Nothing: the next run sees both.",
  },
  "comment-failed": {
    meaning: "A merged pull request could not be told what became of it. What was done stands.",
    remedy: "Where it does not pass, look whether the conversation is locked.",
  },
  "command-failed": {
    meaning:
      "A command in a comment was not answered. It is tried again for as long as it is young enough to be answered.",
    remedy: "Where it does not pass, look whether the conversation is locked.",
  },
  "emergency-overdue": {
    meaning: "Emergency access was to be reviewed by now, and nobody has.",
    remedy:
      "Whoever could have approved it looks at what was done with it, and comments `/curfew reviewed` on its issue.",
  },
  "issue-failed": {
    meaning:
      "The issue about an emergency, about what is held back or about what is overdue could not be brought up to date.",
    remedy: "Where it does not pass, let Curfew write issues.",
  },
  "revert-failed": {
    meaning: "The pull request that takes out an ended request could not be opened. Nobody has access by it.",
    remedy: "Where it does not pass, let Curfew write contents and pull requests.",
  },
  "system-unobserved": {
    meaning: "What a system holds could not be read, so that nothing was changed there.",
    remedy: "Where it does not pass, look at the credentials that Curfew has there.",
  },
  "revocations-held-back": {
    meaning:
      "Many bindings of one system would be revoked at once, and neither their ends nor an approved pull request explains it. It looks like a mistake, so they are held back.",
    remedy:
      "Find out what changed. If it is right, allow that plan with `/curfew allow-revoke` in its issue, or with `--allow-mass-revoke`.",
  },
  "quota-near": {
    meaning:
      "The system holds nearly as much as it takes, of ours and of others. What is over is refused when it is granted.",
    remedy: "Have the quota raised, or remove what nobody uses.",
  },
  "quota-overstated": {
    meaning:
      "The system's file says under `quotas` that it takes more than it does. Who asks for one too many is not told so in the pull request, and the system refuses it after everybody has approved.",
    remedy: "Write no more than the system takes, or have it take more.",
  },
  stranger: {
    meaning: "Something that Curfew did not make is where its own things are. It is left as it is.",
    remedy: "Rename it, or remove it.",
  },
  "unexplained-grant": {
    meaning: "The ledger shows a grant that no approved pull request explains.",
    remedy: "Find out who gave it.",
  },
  "unended-grant": {
    meaning: "The ledger shows a grant whose end has passed, and no receipt of its end.",
    remedy: "Look whether it is still held.",
  },
} satisfies Partial<FindingMeanings>;
