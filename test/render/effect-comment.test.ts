import { expect, test } from "vitest";
import type { DecidedOtherwise, Effect, JudgedRequests, Terms } from "../../src/model/effect.js";
import { finding } from "../../src/model/finding.js";
import { accessCheck } from "../../src/render/findings-check.js";
import { unmergedComment } from "../../src/render/unmerged-comment.js";
import { waitedComment } from "../../src/render/waited-comment.js";
import { at, clause, DANA, decided, duration, leaf, NOW, PATH, request, UNTIL } from "./samples.js";
import { screen } from "./screen.js";

const NOTHING: Effect = {
  ends: [],
  refused: [],
  crowded: [],
  changed: [],
  decided: [],
  left: 0,
  needs: [],
  reach: [],
};
const TERMS: Terms = {
  longest: duration("4h"),
  approvals: [{ by: ["codeowners"], count: 1 }],
  tickets: ["^INC-\\d+$"],
  owners: ["@dana"],
  rest: "{}",
};

function judged(parts: Parameters<typeof decided>[1], findings: JudgedRequests["findings"] = []): JudgedRequests {
  return { judgement: { decision: decided(request(), parts), void: [] }, findings };
}

const WAITING = judged([clause([])]);
const ALLOWED = judged([clause([DANA])]);
const DENIED = judged(
  [leaf("denied", { kind: "length", seconds: 7200, limit: 3600 })],
  [
    finding(
      "denied-length",
      { path: PATH },
      { what: "aws-prod/admin", policy: "production-admin", limit: "1h", received: "2h" },
    ),
  ],
);

function otherwise(pull: number, before: JudgedRequests, after: JudgedRequests): DecidedOtherwise {
  return { pull, author: "alice", asked: [{ who: "alice", what: ["aws-prod/admin"] }], before, after };
}

test("a change of access says whom it hits, the gravest first", async () => {
  const end = { who: "alice", what: "aws-prod/admin", from: NOW, until: UNTIL, because: "role" } as const;
  const effect: Effect = {
    refused: [
      {
        who: "carol",
        what: "aws-prod/rds-operator",
        part: "its trust policy",
        unit: "characters",
        limit: 2048,
        received: 2100,
      },
    ],
    crowded: [
      {
        of: "arn:aws:iam::123456789012:user/bob",
        unit: "IAM groups",
        limit: 10,
        received: 11,
        at: NOW,
        again: UNTIL,
      },
    ],
    needs: [
      {
        system: "aws-prod",
        holder: "the credentials that Curfew runs with",
        more: [
          {
            action: "iam:AttachRolePolicy",
            resource: "arn:aws:iam::123456789012:role/curfew/aws-prod/*",
            when: [{ operator: "ArnEquals", key: "iam:PolicyARN", value: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
          },
        ],
        less: [
          {
            action: "iam:CreateRole",
            resource: "arn:aws:iam::123456789012:role/curfew/aws-prod/*",
            when: [],
          },
        ],
      },
      { system: "aws-new", holder: "arn:aws:iam::999999999999:role/curfew", more: "whole", less: [] },
      { system: "aws-old", holder: "the credentials that Curfew runs with", more: [], less: "whole" },
    ],
    ends: [
      end,
      { ...end, who: "bob", because: "person" },
      { ...end, who: "carol", what: "orders-db/write", because: "system" },
      { ...end, who: "erin", what: "aws-prod/rds-operator", because: "identity" },
      { ...end, who: "frank", from: at("2026-11-23T09:00:00Z"), until: at("2026-11-23T11:00:00Z") },
    ],
    decided: [
      otherwise(41, WAITING, DENIED),
      otherwise(42, WAITING, ALLOWED),
      otherwise(43, WAITING, judged([clause([], { by: ["team:security"], count: 2, candidates: ["dana", "erin"] })])),
      { ...otherwise(44, ALLOWED, DENIED), asked: [] },
    ],
    left: 3,
    changed: [{ what: "aws-prod/rds-operator", holders: ["bob", "carol"] }],
    reach: [
      { what: "aws-prod/admin", gained: [], lost: ["alice", "bob"], closed: true },
      { what: "aws-prod/rds-operator", gained: ["carol"], lost: ["bob"], closed: false },
      {
        what: "orders-db/read",
        gained: [],
        lost: [],
        closed: false,
        terms: {
          before: TERMS,
          after: { longest: duration("12h"), approvals: [], tickets: [], owners: [], rest: "{ }" },
        },
      },
    ],
  };
  const { title, summary } = accessCheck([], effect, NOW);
  expect(title).toBe("Ends 5 accesses, too much in 2 places");
  await screen("effect.md", summary);
});

test("a change of nothing says so, and what is wrong is said without an effect", async () => {
  expect(accessCheck([], NOTHING, NOW)).toMatchObject({ title: "Changes nothing for anybody" });
  expect(accessCheck([], NOTHING, NOW).summary).toContain("ends nobody's access");
  expect(accessCheck([], { ...NOTHING, left: 1 }, NOW).summary).toContain("1 more open pull request");
  expect(accessCheck([], "conflicting", NOW).summary).toContain("conflicts with the default branch");
  const wrong = finding("yaml-syntax", { path: "access/people.yaml" }, { problem: "it ends too soon" });
  const unreadable = accessCheck([wrong], "unreadable", NOW);
  expect(unreadable.title).toBe("Unreadable: 1 finding");
  await screen("effect-unreadable.md", unreadable.summary);
});

test("a role that could never be granted is no policy test that fails", () => {
  const measure = { part: "its trust policy", unit: "characters", limit: 2_048, received: 2_100 };
  const found = finding("over-quota", { path: "access/systems/aws-prod.yaml" }, { what: "aws-prod/admin", ...measure });
  expect(accessCheck([found], NOTHING, NOW).title).toBe("Over a quota: 1 finding. Changes nothing for anybody");
});

test("what is too much is counted", () => {
  const reach = Array.from({ length: 30 }, (_, index) => ({
    what: `a/role-${index}` as const,
    gained: ["carol"],
    lost: [],
    closed: false,
  }));
  const { summary } = accessCheck([], { ...NOTHING, reach }, NOW);
  expect(summary).toContain("`a/role-19`");
  expect(summary).not.toContain("`a/role-20`");
  expect(summary).toContain("- and 10 more.");
});

test("a request that was closed, or not merged, says why", async () => {
  await screen("waited.md", waitedComment({ since: NOW, standing: "waiting", waits: duration("7d") }));
  expect(waitedComment({ since: NOW, standing: "denied", waits: duration("12h") })).toMatch(
    /undecided for 12h\n+It is denied/,
  );
  await screen(
    "unmerged.md",
    unmergedComment(
      'PUT /repos/acme/access/pulls/7/merge: GitHub answered 405: Required status check "ci" is expected. @dana',
    ),
  );
});
