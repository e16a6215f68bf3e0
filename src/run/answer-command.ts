import { accountProblem } from "../core/decide/approvals.js";
import type { Access } from "../model/access.js";
import type { Answer, Refusal } from "../model/answer.js";
import type { Command, CommandRead, Verb } from "../model/command.js";
import type { Comment, Reaction } from "../model/comment.js";
import { isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { personOf } from "../model/person.js";
import { Failure } from "../ports/failure.js";
import type { PullRequest } from "../ports/forge.js";
import { answerAllowRevoke } from "./answer-allow-revoke.js";
import { answerDone } from "./answer-done.js";
import { answerExtend } from "./answer-extend.js";
import { answerReviewed } from "./answer-reviewed.js";
import type { Context } from "./context.js";
import { mainBranch } from "./main-branch.js";
import { prepare } from "./prepare.js";

/** What became of a command. */
export interface Outcome {
  readonly reaction: Reaction;
  /** Absent where the reaction says it all. */
  readonly answer?: Answer;
  /** Pull requests that are to be judged now. */
  readonly checks?: readonly number[];
  readonly reconcile?: boolean;
}

/** What a command was said on and under. */
export interface Said {
  readonly comment: Comment;
  readonly access: Access;
  /** Undefined on an issue. */
  readonly pull?: PullRequest;
  readonly now: Instant;
}

export function refuse(verb: Verb, because: Refusal): Outcome {
  return { reaction: "-1", answer: { kind: "refused", verb, because } };
}

/**
 * Carries out one command, where it is due. Whoever is not listed, or whose account has another number than the list
 * says, is refused without a word: everybody may comment, and a word for each would be theirs to demand.
 */
export async function answerCommand(
  context: Context,
  comment: Comment,
  read: Exclude<CommandRead, { kind: "none" }>,
  now: Instant,
): Promise<Outcome> {
  const access = await context.accessAt(await mainBranch(context));
  if (accountProblem(personOf(access.people, comment.by.login), comment.by) !== undefined) {
    if (!access.findings.some(isError)) return { reaction: "-1" };
    throw new Failure("who may say it cannot be known, since access/ cannot be read in full", { transient: false });
  }
  const pull = comment.onPull ? await context.forge.pullRequest(comment.issue) : undefined;
  const said: Said = { comment, access, now, ...(pull ? { pull } : {}) };
  if (read.kind === "command") return carryOut(context, said, read.command);
  const { fault, received } = read;
  return { reaction: "confused", answer: { kind: "help", verbs: verbsAt(said), refused: { fault, received } } };
}

async function carryOut(context: Context, said: Said, command: Command): Promise<Outcome> {
  switch (command.verb) {
    case "help":
      return { reaction: "+1", answer: { kind: "help", verbs: verbsAt(said) } };
    case "plan": {
      const { systems, findings } = await prepare(context, said.now, { allowMassRevoke: false });
      const observed = systems.flatMap((system) => (system.kind === "observed" ? [system] : []));
      const changes = observed.flatMap(({ plan }) => plan.changes);
      const heldBack = observed.flatMap((system) => system.heldBack);
      return { reaction: "+1", answer: { kind: "plan", changes, heldBack, findings, now: said.now } };
    }
    case "retry":
      return { reaction: "+1", checks: said.pull?.open ? [said.pull.number] : [], reconcile: true };
    case "done":
      return answerDone(context, said);
    case "extend":
      return answerExtend(context, said);
    case "reviewed":
      return answerReviewed(context, said, command.note ?? "");
    case "allow-revoke":
      return answerAllowRevoke(context, said, command.plan);
    default:
      return command satisfies never;
  }
}

/** What can be said there. */
function verbsAt({ pull }: Said): readonly Verb[] {
  if (pull?.merged) return ["done", "extend", "plan", "retry", "help"];
  return pull ? ["plan", "retry", "help"] : ["reviewed", "allow-revoke", "plan", "retry", "help"];
}
