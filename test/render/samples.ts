import type { Held } from "../../src/model/binding.js";
import { type Approval, allOf, type Decision, type Outcome, type Reason } from "../../src/model/decision.js";
import { type Duration, parseDuration } from "../../src/model/duration.js";
import { type Instant, parseInstant } from "../../src/model/instant.js";
import type { Request } from "../../src/model/request.js";
import type { What } from "../../src/model/what.js";
import type { AskedRequest, RequestCommentInput } from "../../src/render/request-comment.js";

/** One evening in production, told from several sides. */
export const NOW = at("2026-11-22T16:00:00Z");
export const UNTIL = at("2026-11-22T18:00:00Z");
export const HEAD = "9f1c2d3e4b5a69788776655443322110ffeeddcc";
export const MERGE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
export const BLOB = "1f7a8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f7";
export const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`no instant: ${text}`);
  return parsed;
}

export function duration(text: string): Duration {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new Error(`no duration: ${text}`);
  return parsed;
}

export function request(changes: Partial<Request> = {}): Request {
  return {
    path: PATH,
    who: "alice",
    what: ["aws-prod/admin"],
    length: { kind: "for", seconds: duration("2h") },
    why: "Promote the orders-db replica; the primary is not taking writes.",
    ticket: "INC-4812",
    emergency: false,
    at: {},
    ...changes,
  };
}

export function asked(changes: Partial<Request> = {}, more: Partial<AskedRequest> = {}): AskedRequest {
  const own = request(changes);
  return {
    request: own,
    window: { from: NOW, until: UNTIL },
    enforcement: "hard",
    holds: [],
    roles: own.what.map((what) => ({
      what,
      about: "Everything, in production.",
      identity: "arn:aws:iam::123456789012:user/alice",
      preview: [
        {
          text: "Creates the role `/curfew/aws-prod/alice-admin-5f0c9a1e` with `AdministratorAccess`.",
          warning: false,
        },
        { text: "Can leave access behind: it may write to IAM.", warning: true },
      ],
    })),
    ...more,
  };
}

export function leaf(outcome: Outcome, reason: Reason): Decision {
  return { outcome, reason, parts: [] };
}

export const DANA: Approval = { login: "dana", commit: HEAD, as: "codeowners", at: NOW };

export function clause(approvals: readonly Approval[], changes: Partial<Extract<Reason, { kind: "approve" }>> = {}) {
  const reason: Extract<Reason, { kind: "approve" }> = {
    kind: "approve",
    by: ["codeowners"],
    count: 1,
    approvals,
    candidates: approvals.length === 0 ? ["dana"] : [],
    ...changes,
  };
  return leaf(approvals.length >= reason.count ? "allowed" : "waiting", reason);
}

export function decided(own: Request, parts: readonly Decision[]): Decision {
  return allOf({ kind: "pull-request" }, [
    allOf(
      { kind: "request", path: own.path, who: own.who },
      own.what.map((what) =>
        allOf({ kind: "what", what }, [
          allOf({ kind: "policy", policy: "production-admin", blob: BLOB }, [
            leaf("allowed", { kind: "who", who: own.who, allowed: ["team:sre"] }),
            leaf("allowed", { kind: "length", seconds: 7200, limit: 14_400 }),
            leaf("allowed", { kind: "ticket", ticket: own.ticket ?? "", pattern: "^INC-\\d+$" }),
            ...parts,
          ]),
        ]),
      ),
    ),
  ]);
}

export function input(changes: Partial<RequestCommentInput> = {}): RequestCommentInput {
  const one = asked();
  return {
    author: "alice",
    draft: false,
    judgement: { decision: decided(one.request, [clause([])]), void: [] },
    asked: [one],
    removed: [],
    findings: [],
    ...changes,
  };
}

export function held(who: string, what: What, until: Instant, changes: Partial<Held> = {}): Held {
  return {
    who,
    what,
    identity: `arn:aws:iam::123456789012:user/${who}`,
    until,
    request: PATH,
    commit: MERGE,
    whole: true,
    name: `arn:aws:iam::123456789012:role/curfew/aws-prod/${who}-admin-5f0c9a1e`,
    ...changes,
  };
}
