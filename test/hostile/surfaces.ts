import { allOf } from "../../src/model/decision.js";
import type { Effect } from "../../src/model/effect.js";
import { finding } from "../../src/model/finding.js";
import type { What } from "../../src/model/what.js";
import { accessComment } from "../../src/render/access-comment.js";
import { checkText } from "../../src/render/check.js";
import { decisionTree } from "../../src/render/decision.js";
import { findingLine } from "../../src/render/findings.js";
import { accessCheck, filesCheck } from "../../src/render/findings-check.js";
import { planList, planText } from "../../src/render/plan.js";
import { receiptsList, receiptsText } from "../../src/render/receipts.js";
import { requestComment } from "../../src/render/request-comment.js";
import { statusTable, statusText } from "../../src/render/status.js";
import { timelineTable, timelineText } from "../../src/render/timeline.js";
import { asked, clause, decided, held, input, MERGE, NOW, PATH, request, UNTIL } from "../render/samples.js";

type Surfaces = Readonly<Record<string, string>>;

/** Everything that GitHub renders as Markdown, with the text wherever somebody else's can come to stand. */
export function markdownWith(text: string): Surfaces {
  return {
    "request comment": requestComment(inputWith(text)),
    "check of mixed files": filesCheck("mixed", findingsWith(text)).summary,
    "check of unreadable files": accessCheck(findingsWith(text), "unreadable", NOW).summary,
    "effect of a change": accessCheck([], effectWith(text), NOW).summary,
    "comment on what failed": accessComment([
      { who: "alice", what: "aws-prod/admin", request: PATH, state: { kind: "failed", error: text, transient: false } },
    ]),
    "comment on what is refused": accessComment(
      findingsWith(text).map((one) => ({
        who: "alice",
        what: "aws-prod/admin" as const,
        request: PATH,
        state: { kind: "refused" as const, finding: one },
      })),
    ),
    status: statusTable([held(text, "aws-prod/admin", UNTIL, { name: text })], NOW),
    timeline: timelineTable([entryWith(text)]),
    receipts: receiptsList([receiptWith(text)]),
    plan: planList({ changes: [changeWith(text)], heldBack: [changeWith(text)], now: NOW }),
  };
}

function effectWith(text: string): Effect {
  const what = text as What;
  const quota = { of: text, unit: text, limit: 1, received: 2, at: NOW, again: UNTIL };
  const allowance = { action: text, resource: text, when: [{ operator: text, key: text, value: text }] };
  return {
    ends: [{ who: text, what, from: NOW, until: UNTIL, because: "identity" }],
    refused: [{ who: text, what, part: text, unit: text, limit: 1, received: 2 }],
    crowded: [quota],
    changed: [{ what, holders: [text] }],
    decided: [],
    left: 0,
    needs: [
      { system: text, holder: text, more: [allowance], less: [allowance] },
      { system: text, holder: text, more: "whole", less: [] },
      { system: text, holder: `arn:${text}`, more: [], less: "whole" },
    ],
    reach: [{ what, gained: [text], lost: [text], closed: false }],
  };
}

/** Everything that is shown as it stands: titles, annotations, a terminal. */
export function plainWith(text: string): Surfaces {
  const check = checkText(inputWith(text));
  return {
    "check title": check.title,
    annotations: check.annotations.map(({ title, message }) => `${title}: ${message}`).join("\n"),
    findings: findingsWith(text).map(findingLine).join("\n"),
    decision: decisionTree(inputWith(text).judgement.decision),
    status: statusText([held(text, "aws-prod/admin", UNTIL, { name: text })], NOW),
    timeline: timelineText([entryWith(text)]),
    receipts: receiptsText([receiptWith(text)]),
    plan: planText({ changes: [changeWith(text)], heldBack: [], now: NOW }),
  };
}

/** The text as a path, a key, a value, a branch, a provider's error, a login. */
export function findingsWith(text: string) {
  return [
    finding("mixed-pull-request", { path: text }, { others: [text, text] }),
    finding("unknown-key", { path: PATH, at: { line: 1, column: 1 } }, { key: text, known: ["who"], suggestion: text }),
    finding("wrong-value", { path: PATH }, { key: text, expected: text, example: text, received: text }),
    finding("yaml-syntax", { path: PATH }, { problem: text }),
    finding("denied-ticket", { path: PATH }, { policy: text, pattern: text, received: text }),
    finding("denied-error", { path: PATH }, { cause: text }),
    finding("system-unobserved", {}, { system: text, error: text }),
    finding("stranger", {}, { system: text, name: text, about: text }),
    finding("code-owners-line", { path: ".github/CODEOWNERS" }, { part: text, because: "owner" }),
  ];
}

function inputWith(text: string) {
  const preview = [
    { text, warning: true },
    { text: `Creates \`${text}\` of ${text}.`, warning: false },
  ];
  const roles = [{ what: "aws-prod/admin" as const, about: text, identity: text, preview }];
  const one = asked({ why: text, ticket: text }, { roles });
  const parts = decided(request({ ticket: text }), [clause([], { candidates: [text] })]);
  const decision = allOf({ kind: "pull-request" }, parts.parts);
  return input({
    author: text,
    asked: [one],
    removed: [{ path: text, who: text, what: ["aws-prod/admin"], gives: { kind: "now", until: UNTIL } }],
    findings: findingsWith(text).map((each) => ({ ...each, severity: "warning" as const })),
    judgement: { decision, void: [{ login: text, because: "stale" }] },
  });
}

function entryWith(text: string) {
  const approval = { login: text, commit: MERGE, as: text, at: NOW };
  const trace = {
    request: PATH,
    commit: MERGE,
    pull: 42,
    approvedBy: [approval],
    policies: [],
    why: text,
    ticket: text,
  };
  return { who: text, what: text as What, granted: NOW, found: false, until: UNTIL, requests: [trace] };
}

function receiptWith(text: string) {
  const result = { outcome: "failed", transient: false, error: text } as const;
  const what: What = "aws-prod/admin";
  return { action: "grant" as const, who: text, what, until: UNTIL, request: text, commit: MERGE, result };
}

function changeWith(text: string) {
  return { action: "revoke" as const, held: held(text, "aws-prod/admin", UNTIL), because: "expired" as const };
}
