import type { FindingMeanings } from "./finding-meanings.js";

/** Of requests that cannot be as they are, that policy denies, or whose pull request cannot be judged. */
export const REQUEST_MEANINGS = {
  "from-too-late": {
    meaning: "The access would begin later than 7 days from now: what is judged today may not be right by then.",
    remedy: "Write an earlier `from`, or ask later.",
  },
  "until-passed": {
    meaning: "The end that the request asks for has passed already.",
    remedy: "Write a later `until`, or a length such as `for: 2h`.",
  },
  "empty-window": {
    meaning: "The access would end before it begins.",
    remedy: "Write an `until` that is later than `from`.",
  },
  "over-quota": {
    meaning:
      "What the role or the request says would need more than the system that holds the access takes: it would refuse it after everybody has approved.",
    remedy: "Write less in the role, or make two roles of it; of a request, use a shorter name for its file.",
  },
  "quota-reached": {
    meaning:
      "With what others were granted, or the same person, the system would hold more at a time than it takes: it would refuse this after everybody has approved.",
    remedy: "Ask for it from a later time on, for less long, or give something back first.",
  },
  "denied-no-policy": {
    meaning: "No policy says anything of this role, and what no policy allows is denied.",
    remedy: "Ask for another role, or add a policy in another pull request first.",
  },
  "denied-who": {
    meaning: "A policy on this role does not name the one who would receive it. Every policy that matches must allow.",
    remedy: "Ask for another role, or have the policy or the team changed first.",
  },
  "denied-length": {
    meaning: "It is asked for longer than a policy allows; of several policies the shortest length holds.",
    remedy: "Ask for less; ask again when it has ended.",
  },
  "denied-ticket": {
    meaning: "A policy requires a ticket, and there is none, or one that does not look as it says.",
    remedy: "Write the ticket's number under `ticket`.",
  },
  "denied-behalf": {
    meaning: "Somebody asks for somebody else, and a policy on the role does not have `behalf: true`.",
    remedy: "Let the one who would receive it open the pull request.",
  },
  "denied-author": {
    meaning: "Whoever opened the pull request is not in `access/people.yaml`, or is a bot.",
    remedy: "Add the person in another pull request first.",
  },
  "denied-account": {
    meaning:
      "The login of the author belongs to another GitHub account than `access/people.yaml` says. A login that was given up can be claimed by a stranger.",
    remedy: "Find out who it is, then correct the number in `access/people.yaml`.",
  },
  "denied-identity": {
    meaning:
      "The system names people by something that this person has not, as an email, or that somebody else has as well: what one of them is given, the other could use.",
    remedy: "Add it, or the person's `ids`, to `access/people.yaml` in another pull request first.",
  },
  "denied-no-owner": {
    meaning: "A code owner must approve, and nobody owns the file.",
    remedy: "Name an owner in `.github/CODEOWNERS` in another pull request first.",
  },
  "denied-fork": {
    meaning:
      "The branch is in a fork. GitHub does not tell who pushed to a fork, so that whoever approves could have written it.",
    remedy: "Push the branch to the repository itself, and open the pull request from there.",
  },
  "denied-writer": {
    meaning:
      "A commit of the pull request was written under an address that belongs to no account we know, so that its writer could be anyone who approves.",
    remedy: "Commit again under an address of your account.",
  },
  "denied-error": {
    meaning: "Something went wrong while judging. What cannot be judged is denied, with the cause.",
    remedy: "Remove the cause that is said, and ask for the check again.",
  },
  "mixed-pull-request": {
    meaning:
      "A pull request with requests changes something else too. It could change the rules that it is judged by, or hide a request among other work.",
    remedy: "Split it.",
  },
  "request-exists": {
    meaning: "A request of this name was merged before. It is judged once, and gives nothing a second time.",
    remedy: "Ask in a file of another name.",
  },
  "request-changed": {
    meaning: "A merged request was edited. It was approved as it was, so it can only be removed.",
    remedy: "Restore it, and ask for what you need in a new file.",
  },
} satisfies Partial<FindingMeanings>;
