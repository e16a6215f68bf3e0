import type { EmergencyRefusal, Finding } from "./finding.js";
import type { Instant } from "./instant.js";
import type { What } from "./what.js";

export type Outcome = "allowed" | "waiting" | "denied";

/** The tree of reasons: a part is as good as the worst of its parts. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly parts: readonly Decision[];
}

export type Reason =
  /** The whole pull request. */
  | { readonly kind: "pull-request" }
  | { readonly kind: "request"; readonly path: string; readonly who: string }
  | { readonly kind: "what"; readonly what: What }
  | { readonly kind: "policy"; readonly policy: string; readonly blob: string }
  | { readonly kind: "who"; readonly who: string; readonly allowed: readonly string[] }
  | { readonly kind: "length"; readonly seconds: number; readonly limit: number }
  | { readonly kind: "ticket"; readonly ticket?: string; readonly pattern: string }
  | { readonly kind: "behalf"; readonly author: string; readonly who: string }
  | {
      readonly kind: "approve";
      readonly by: readonly string[];
      readonly count: number;
      readonly approvals: readonly Approval[];
      readonly candidates: readonly string[];
    }
  /** Whoever is asked lets somebody approve for them who did, but not for this role, or not at that moment: it counts for nothing. */
  | {
      readonly kind: "delegation-void";
      readonly login: string;
      readonly for: string;
      readonly because: "role" | "window";
      /** For what it is, and until when. */
      readonly what: readonly string[];
      readonly until: Instant;
    }
  /** The clause does not apply: its `when` is not true of this request. */
  | { readonly kind: "approve-unneeded"; readonly by: readonly string[]; readonly count: number; readonly when: string }
  /** The clause would have asked these people, and does not since it is an emergency. */
  | {
      readonly kind: "approve-skipped";
      readonly by: readonly string[];
      readonly count: number;
      readonly candidates: readonly string[];
    }
  /** What a policy demands beside; the message is its author's. */
  | { readonly kind: "rule"; readonly expect: string; readonly message: string }
  /** It continues the grant of another request: `count` follow the first in a row, this one included. */
  | { readonly kind: "renewals"; readonly count: number; readonly limit?: number; readonly previous: string }
  /** Access without approvals, as this policy allows it or not; or a request that would continue such access. */
  | {
      readonly kind: "emergency";
      readonly who: string;
      readonly author: string;
      readonly allowed: readonly string[];
      readonly refused?: EmergencyRefusal;
      readonly other?: string;
    }
  /** Removing a request: why nobody need approve it, or who must. */
  | { readonly kind: "removal"; readonly path: string; readonly because: RemovalCause }
  /** Something that denies by itself; the finding says what and where. */
  | { readonly kind: "finding"; readonly finding: Finding };

export type RemovalCause = "expired" | "returned" | "approver" | "approved" | "unapproved";

/** An approval that counts, and under which name of the clause. */
export interface Approval {
  readonly login: string;
  /** Whose approval it is, where its giver is a delegate. */
  readonly for?: string;
  readonly commit: string;
  readonly as: string;
  readonly at: Instant;
}

/** An approval that does not count, and why. */
export interface VoidApproval {
  readonly login: string;
  readonly because:
    | "author"
    | "beneficiary"
    | "writer"
    | "pusher"
    /** A commit belongs to nobody we know, so that it could be theirs. */
    | "unattributed"
    | "fork"
    | "stale"
    | "dismissed"
    | "bot"
    | "unlisted"
    | "account"
    | "access";
}

/** What judging a pull request comes to. */
export interface Judgement {
  readonly decision: Decision;
  readonly void: readonly VoidApproval[];
}

export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes("denied")) return "denied";
  return outcomes.includes("waiting") ? "waiting" : "allowed";
}

/** A part made of parts. One without any is denied: nothing is allowed by saying nothing. */
export function allOf(reason: Reason, parts: readonly Decision[]): Decision {
  return { outcome: parts.length === 0 ? "denied" : worst(parts.map((part) => part.outcome)), reason, parts };
}

/** The part of the decision that is about one request. */
export function partOn(decision: Decision, path: string): Decision | undefined {
  return decision.parts.find(({ reason }) => reason.kind === "request" && reason.path === path);
}

/** Every reason in the tree, the nearest to the root first. */
export function reasonsIn(decision: Decision): readonly Reason[] {
  return [decision.reason, ...decision.parts.flatMap(reasonsIn)];
}

/** The policies that were applied, each once. */
export function policiesIn(decision: Decision): readonly { readonly name: string; readonly blob: string }[] {
  const policies = reasonsIn(decision).flatMap((reason) =>
    reason.kind === "policy" ? [[reason.policy, { name: reason.policy, blob: reason.blob }] as const] : [],
  );
  return [...new Map(policies).values()];
}

/** The approvals that counted, each once under each name. */
export function approvalsIn(decision: Decision): readonly Approval[] {
  const approvals = reasonsIn(decision).flatMap((reason) => (reason.kind === "approve" ? reason.approvals : []));
  return [
    ...new Map(
      approvals.map((approval) => [`${approval.login} ${approval.as} ${approval.for ?? ""}`, approval]),
    ).values(),
  ];
}

/** Everyone whom the clauses that an emergency skipped would have asked, each once, in order. */
export function skippedIn(decision: Decision): readonly string[] {
  const logins = reasonsIn(decision).flatMap((reason) => (reason.kind === "approve-skipped" ? reason.candidates : []));
  return [...new Set(logins)].toSorted();
}

/** True of a clause that those who may still approve are too few to fulfil. */
export function isOutOfReach(reason: Extract<Reason, { kind: "approve" }>): boolean {
  return reason.approvals.length + reason.candidates.length < reason.count;
}
