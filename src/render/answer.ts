import type { Answer, Refusal } from "../model/answer.js";
import { COMMAND_EXAMPLES, type CommandFault, type Verb } from "../model/command.js";
import { code } from "./escape.js";
import { findingsTable } from "./findings.js";
import { planList } from "./plan.js";
import { markdown, NOTHING, name, names, prose, pull, type Sentence, say, time, values } from "./sentence.js";
import { markdownTable } from "./table.js";

/** Our reply to a command, in Markdown. */
export function answerComment(answer: Answer): string {
  switch (answer.kind) {
    case "help":
      return [
        ...(answer.refused ? [markdown(faultSentence(answer.refused.fault, answer.refused.received))] : []),
        helpTable(answer.verbs),
        "One command a comment, at the beginning of a line. What is quoted, in code, edited, or after HTML is none.",
      ].join("\n\n");
    case "plan":
      return [
        markdown(say`What would be done at ${time(answer.now)}:`),
        planList(answer),
        ...(answer.findings.length === 0 ? [] : [findingsTable(answer.findings)]),
      ].join("\n\n");
    case "ending":
      return markdown(say`It ends with ${pulls(answer.pulls)}: nobody need approve, and Curfew merges it.`);
    case "over":
      return "Nothing that this pull request gave is left to end.";
    case "extending":
      return markdown(
        say`${pull(answer.pull)} asks for ${names(answer.what, "and")} until ${time(answer.until)}. It is judged like any other request: who must approve stands there. Until it is merged, the end stays as it is.`,
      );
    case "reviewed":
      return markdown(
        say`Reviewed by ${name(answer.by)}, and written to the ledger: ${values(answer.requests, "and")}.`,
      );
    case "revoked":
      return markdown(
        say`In ${name(answer.system)} ${answer.done} of the changes that were held back ${prose(answer.done === 1 ? "was" : "were")} done.${answer.failed === 0 ? NOTHING : say` ${answer.failed} failed, and will be tried again.`}`,
      );
    case "refused":
      return markdown(refusalSentence(answer.verb, answer.because));
    default:
      return answer satisfies never;
  }
}

const WHAT_FOR: Readonly<Record<Verb, string>> = {
  help: "this list",
  plan: "what would be done now, for everybody who is listed",
  done: "end it now: for its holder, and for whoever could have approved it",
  extend: "ask for so much more, before the end: for its holder; approvals are needed as for any request",
  reviewed: "answer for an emergency: for whoever could have approved it, and never for its holder",
  retry: "judge and reconcile again, for everybody who is listed",
  "allow-revoke": "do the revocations that are held back: for a code owner of the requests",
};

function helpTable(verbs: readonly Verb[]): string {
  return markdownTable(
    ["Command", "For"],
    verbs.map((verb) => [code(COMMAND_EXAMPLES[verb]), WHAT_FOR[verb]]),
  );
}

function faultSentence(fault: CommandFault, received: string): Sentence {
  const was = say`Received: ${received}.`;
  switch (fault.kind) {
    case "verb":
      return fault.verb === undefined
        ? say`There is no such command. ${was}`
        : say`There is no such command; ${COMMAND_EXAMPLES[fault.verb]} may be meant. ${was}`;
    case "words":
      return say`${fault.verb} is written like ${COMMAND_EXAMPLES[fault.verb]}. ${was}`;
    case "characters":
      return say`The command holds characters that nobody can see. Write it by hand, without them. ${was}`;
    case "several":
      return say`Nothing was done: the comment holds ${fault.count} commands. Write one a comment. The first: ${received}.`;
    default:
      return fault satisfies never;
  }
}

function refusalSentence(verb: Verb, because: Refusal): Sentence {
  const example = COMMAND_EXAMPLES[verb];
  switch (because.kind) {
    case "place":
      return say`There is nothing here that ${example} could be about. ${prose(WHERE[verb])}.`;
    case "over":
      return say`It has ended, so it cannot be made longer. Ask anew, with a request of your own.`;
    case "holder":
      return verb === "done"
        ? say`This is for ${names(because.who, "or")} to say, who holds it, or for somebody who could have approved it.`
        : say`This is for ${names(because.who, "or")} to say, who holds it.`;
    case "approver":
      return because.who.length === 0
        ? say`This is for those to say who could have approved it, such as a code owner of the request.`
        : say`This is for those to say who could have approved it: ${names(because.who, "or")}.`;
    case "own":
      return say`Nobody reviews an emergency of their own. Somebody has to who could have approved it.`;
    case "emergency":
      return say`Emergency access is not made longer. Ask with an ordinary request, which somebody approves.`;
    case "plan":
      return because.held.length === 0
        ? say`Nothing is held back under the name ${because.received}: nothing is held back now.`
        : say`Nothing is held back under the name ${because.received}. What is held back now is ${values(because.held, "and")}; look at it before you allow it.`;
    case "owner":
      return say`This is for a code owner of all of these to say: ${values(because.paths, "and")}.`;
    default:
      return because satisfies never;
  }
}

const WHERE: Readonly<Record<Verb, string>> = {
  help: "",
  plan: "",
  done: "Say it in the pull request that was merged to give the access",
  extend: "Say it in the pull request that was merged to give the access",
  reviewed: "Say it in the issue that was opened for the emergency",
  retry: "",
  "allow-revoke": "",
};

function pulls(numbers: readonly number[]): Sentence {
  return numbers.flatMap((number, index) => (index === 0 ? pull(number) : [...say` and `, ...pull(number)]));
}
