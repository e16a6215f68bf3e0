import { expect, test } from "vitest";
import type { Answer, Refusal } from "../../src/model/answer.js";
import { VERBS, type Verb } from "../../src/model/command.js";
import { finding } from "../../src/model/finding.js";
import type { Change } from "../../src/model/plan.js";
import { answerComment } from "../../src/render/answer.js";
import {
  type EmergencyShown,
  emergencyComment,
  emergencyIssue,
  reminderComment,
  reopenedComment,
} from "../../src/render/emergency.js";
import { extensionText } from "../../src/render/extension.js";
import { heldBackIssue } from "../../src/render/held-back.js";
import { requestFile } from "../../src/render/request-file.js";
import { at, held, NOW, PATH, UNTIL } from "./samples.js";
import { screen } from "./screen.js";

const revoke: Change = { action: "revoke", held: held("alice", "aws-prod/admin", UNTIL), because: "offboarded" };

const ANSWERS: readonly (readonly [string, Answer])[] = [
  ["help", { kind: "help", verbs: VERBS }],
  [
    "help-after",
    {
      kind: "help",
      verbs: ["plan", "help"],
      refused: { fault: { kind: "verb", verb: "extend" }, received: "/curfew extned `2h` @dana" },
    },
  ],
  [
    "plan",
    {
      kind: "plan",
      changes: [],
      heldBack: [revoke],
      findings: [finding("clock-skew", {}, { seconds: 45, limit: 30 })],
      now: NOW,
    },
  ],
  ["ending", { kind: "ending", pulls: [43, 44] }],
  ["over", { kind: "over" }],
  ["extending", { kind: "extending", pull: 45, until: UNTIL, what: ["aws-prod/admin"] }],
  ["reviewed", { kind: "reviewed", by: "dana", requests: [PATH] }],
  ["revoked", { kind: "revoked", system: "aws-prod", done: 4, failed: 1 }],
];

test.each(ANSWERS)("the answer to a command: %s", async (file, answer) => {
  await screen(`answer-${file}.md`, answerComment(answer));
});

const REFUSALS: readonly (readonly [Verb, Refusal])[] = [
  ["done", { kind: "place" }],
  ["extend", { kind: "over" }],
  ["done", { kind: "holder", who: ["alice"] }],
  ["extend", { kind: "holder", who: ["alice", "bob"] }],
  ["reviewed", { kind: "approver", who: ["dana", "erin"] }],
  ["reviewed", { kind: "approver", who: [] }],
  ["reviewed", { kind: "own" }],
  ["extend", { kind: "emergency" }],
  ["allow-revoke", { kind: "plan", received: "0f1e2d3c4b5a6978", held: [] }],
  ["allow-revoke", { kind: "plan", received: "0f1e2d3c4b5a6978", held: ["7f3a9c0b1d2e4f56"] }],
  ["allow-revoke", { kind: "owner", paths: [PATH] }],
];

test("why a command is not carried out", async () => {
  const all = REFUSALS.map(([verb, because]) => answerComment({ kind: "refused", verb, because }));
  await screen("answer-refused.md", all.join("\n\n"));
});

const EMERGENCY: EmergencyShown = {
  who: "alice",
  what: ["aws-prod/admin"],
  pull: 42,
  merged: NOW,
  until: at("2026-11-22T17:00:00Z"),
  due: at("2026-11-23T16:00:00Z"),
  why: ["The primary is down.\n@everyone <!-- curfew:emergency-1 --> `/curfew reviewed`"],
  tickets: ["INC-4812"],
  skipped: ["dana", "erin"],
};

test("an emergency, as people see it", async () => {
  await screen("emergency-comment.md", emergencyComment(EMERGENCY, 43));
  const { title, body } = emergencyIssue(EMERGENCY);
  await screen("emergency-issue.md", `# ${title}\n\n${body}`);
  await screen("emergency-reopened.md", reopenedComment(EMERGENCY));
  await screen("emergency-reminder.md", reminderComment(EMERGENCY));
});

test("each who was skipped is mentioned once where they are told, and nobody in the issue", () => {
  const comment = emergencyComment(EMERGENCY, 43);
  expect(comment.match(/@dana/g)).toHaveLength(1);
  expect(emergencyIssue(EMERGENCY).body).not.toMatch(/(?<![\w`])@[a-z]/i);
  const nobody = { ...EMERGENCY, skipped: ["not a login"] };
  expect(emergencyComment(nobody, 43)).not.toContain("@");
});

test("what is held back, as people see it", async () => {
  const { title, body } = heldBackIssue({ system: "aws-prod", plan: "7f3a9c0b1d2e4f56", changes: [revoke, revoke] });
  await screen("held-back-issue.md", `# ${title}\n\n${body}`);
});

test("an extension: its pull request and its file", async () => {
  const file = {
    who: "alice",
    what: ["aws-prod/admin"] as const,
    until: UNTIL,
    why: 'The replica: "behind"\u2028 # really',
    ticket: "INC-4812",
    renews: PATH,
  };
  const { title, body, message } = extensionText({ extensions: [file], pull: 42, comment: 9, by: "alice" });
  await screen("extension.md", `# ${title}\n\n${body}\n\n---\n\n${message}\n---\n\n${requestFile(file)}`);
});
