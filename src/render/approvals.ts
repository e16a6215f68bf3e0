import { type Decision, isOutOfReach, type Reason, reasonsIn } from "../model/decision.js";
import { listed, name, names, type Sentence, say } from "./sentence.js";

type Approve = Extract<Reason, { kind: "approve" }>;

/** What is still to be approved: a clause that several roles or policies share is one. */
export function outstanding(decision: Decision): readonly Sentence[] {
  const clauses = reasonsIn(decision).filter((reason) => reason.kind === "approve" && missing(reason) > 0) as Approve[];
  const distinct = new Map(clauses.map((clause) => [keyOf(clause), clause]));
  return [...distinct.values()].map(outstandingSentence);
}

/** Everyone who could still approve, each once. */
export function candidatesIn(decision: Decision): readonly string[] {
  const logins = reasonsIn(decision).flatMap((reason) =>
    reason.kind === "approve" && missing(reason) > 0 ? candidatesOf(reason) : [],
  );
  return [...new Map(logins.map((login) => [login.toLowerCase(), login])).values()];
}

/** `1 approval from a code owner: dana`. Nobody is mentioned: the request for their review is what tells them, once. */
export function outstandingSentence(clause: Approve): Sentence {
  const wanted = missing(clause);
  const people = names(candidatesOf(clause), "or");
  const noun = wanted === 1 ? say`1 approval` : say`${wanted} approvals`;
  const more = clause.approvals.length > 0 ? say`${wanted} more approval${wanted === 1 ? say`` : say`s`}` : noun;
  if (isOutOfReach(clause)) return say`${more} from ${approvers(clause.by)}, and too few people could give them`;
  const onlyPeople = clause.by.every((by) => by.startsWith("user:"));
  return onlyPeople ? say`${more} from ${people}` : say`${more} from ${approvers(clause.by)}: ${people}`;
}

/** `codeowners`, `team:security`, `user:dana` in words. */
export function approvers(by: readonly string[]): Sentence {
  return listed(by.map(approver), "or");
}

function approver(by: string): Sentence {
  if (by === "codeowners") return say`a code owner`;
  const [kind, ...rest] = by.split(":");
  const called = name(rest.join(":"));
  return kind === "team" ? say`team ${called}` : called;
}

function missing(clause: Approve): number {
  return Math.max(0, clause.count - clause.approvals.length);
}

function candidatesOf({ approvals, candidates }: Approve): readonly string[] {
  const given = new Set(approvals.map(({ login }) => login.toLowerCase()));
  const open = candidates.filter((login) => !given.has(login.toLowerCase()));
  return [...new Map(open.map((login) => [login.toLowerCase(), login])).values()];
}

function keyOf(clause: Approve): string {
  return JSON.stringify([missing(clause), clause.by, candidatesOf(clause), clause.approvals.map(({ login }) => login)]);
}
