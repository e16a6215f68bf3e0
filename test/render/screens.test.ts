import { describe, expect, test } from "vitest";
import type { Binding } from "../../src/model/binding.js";
import { allOf } from "../../src/model/decision.js";
import { finding } from "../../src/model/finding.js";
import { type Change, END_CAUSES } from "../../src/model/plan.js";
import { receiptOf } from "../../src/model/receipt.js";
import { parseRecord } from "../../src/model/record.js";
import type { TimelineEntry } from "../../src/model/timeline.js";
import { type Access, type AccessState, accessComment } from "../../src/render/access-comment.js";
import { endMessage, grantMessage, removalText } from "../../src/render/commit-message.js";
import { planList, planText } from "../../src/render/plan.js";
import { receiptsList, receiptsText } from "../../src/render/receipts.js";
import { statusTable, statusText } from "../../src/render/status.js";
import { timelineTable, timelineText } from "../../src/render/timeline.js";
import { at, BLOB, clause, DANA, decided, held, MERGE, NOW, PATH, request, UNTIL } from "./samples.js";
import { screen } from "./screen.js";

describe("the comment after the merge", () => {
  const live: AccessState = {
    kind: "live",
    until: UNTIL,
    enforcement: "hard",
    howTo:
      "aws sts assume-role \\\n  --role-arn arn:aws:iam::123456789012:role/curfew/aws-prod/alice-admin-5f0c9a1e \\\n  --role-session-name alice",
  };
  const states: readonly (readonly [string, AccessState])[] = [
    ["live", live],
    ["live-scheduled", { ...live, enforcement: "scheduled", howTo: "psql `orders`\n```\n" }],
    ["ahead", { kind: "ahead", from: at("2026-11-23T09:00:00Z"), until: at("2026-11-23T11:00:00Z") }],
    ["ended", { kind: "ended", at: UNTIL, until: UNTIL, cause: "expired" }],
    ["ended-late", { kind: "ended", at: at("2026-11-23T09:00:00Z"), until: UNTIL, cause: "expired" }],
    ["failed", { kind: "failed", error: "Rate exceeded.", transient: true }],
    ["failed-for-good", { kind: "failed", error: "AccessDenied", transient: false }],
    ["refused", { kind: "refused", finding: finding("merge-direct", { path: PATH }, { commit: MERGE }) }],
  ];

  test.each(states)("says how it stands: %s", async (file, state) => {
    await screen(`access-${file}.md`, accessComment([access(state)]));
  });

  test("names the cause of each end", async () => {
    const ends = END_CAUSES.map((cause) => access({ kind: "ended", at: UNTIL, until: UNTIL, cause }));
    await screen("access-ends.md", accessComment(ends));
  });

  function access(state: AccessState): Access {
    return { who: "alice", what: "aws-prod/admin", request: PATH, state };
  }
});

describe("messages of commits", () => {
  test("a grant is a record", async () => {
    const own = request();
    const { title, body } = grantMessage({
      pull: 42,
      author: "alice",
      requests: [own],
      decision: decided(own, [clause([DANA])]),
    });
    expect(title).toBe("Grant alice aws-prod/admin for 2h (#42)");
    expect(parseRecord(`${title}\n\n${body}\n`)?.entries).toMatchObject([
      { who: "alice", approvedBy: [{ login: "dana" }] },
    ]);
    await screen("grant-message.txt", `${title}\n\n${body}`);
  });

  test("several requests are several groups", async () => {
    const requests = [
      request({ what: ["aws-prod/admin", "aws-prod/rds-operator"] }),
      request({
        path: "access/requests/orders-db/bob.yaml",
        who: "bob",
        what: ["orders-db/write"],
        length: { kind: "until", until: UNTIL },
        from: NOW,
        why: "Access-Who: mallory",
      }),
    ];
    const decision = allOf(
      { kind: "pull-request" },
      requests.flatMap((own) => decided(own, [clause([DANA])]).parts),
    );
    const { title, body } = grantMessage({ pull: 43, author: "alice", requests, decision });
    expect(title).toBe("Grant 2 requests of alice and bob (#43)");
    await screen("grant-message-several.txt", `${title}\n\n${body}`);
  });

  test("a grant until an instant says so, and many roles are counted", () => {
    const own = request({ what: ["a/a", "a/b", "a/c", "a/d"], length: { kind: "until", until: UNTIL } });
    const { title } = grantMessage({ pull: 44, author: "alice", requests: [own], decision: decided(own, []) });
    expect(title).toBe("Grant alice 4 roles until 2026-11-22 18:00 UTC (#44)");
  });

  test("an end reverts the merge", async () => {
    const removed = { path: PATH, who: "alice", what: ["aws-prod/admin"], cause: "expired", commit: MERGE } as const;
    const { title, body } = endMessage({ pull: 43, removed: [removed] });
    expect(title).toBe("End alice aws-prod/admin (#43)");
    await screen("end-message.txt", `${title}\n\n${body}`);
    const several = endMessage({ removed: [removed, { ...removed, who: "bob", cause: "returned" }] });
    expect(several.title).toBe("End 2 requests of alice and bob");
    expect(several.body).not.toContain("reverts");
  });

  test("a pull request that ends access before its time does not say that it has ended", async () => {
    const ended = {
      path: PATH,
      who: "alice",
      what: ["aws-prod/admin"],
      until: UNTIL,
      commit: MERGE,
      pull: 42,
    } as const;
    const bodies = (["returned", "withdrawn"] as const).map((cause) => removalText({ ...ended, cause }).body);
    await screen("removal-before-its-time.md", bodies.join("\n\n---\n\n"));
  });

  test("the auto-revert pull request says that nobody need review it", async () => {
    const { title, body, message } = removalText({
      path: PATH,
      who: "alice",
      what: ["aws-prod/admin"],
      until: UNTIL,
      commit: MERGE,
      pull: 42,
      cause: "expired",
    });
    await screen("removal-pull-request.md", `# ${title}\n\n${body}`);
    expect(message).toBe(
      `${title}\n\nThis reverts commit ${MERGE}.\n\nAccess-Request: ${PATH}\nAccess-Who: alice\nAccess-What: aws-prod/admin\nAccess-Ended: expired\n`,
    );
  });
});

const ALICE: Binding = { ...held("alice", "aws-prod/admin", UNTIL), pulls: [42] };
const CHANGES: readonly Change[] = [
  { action: "revoke", held: held("bob", "aws-prod/rds-operator", at("2026-11-22T15:59:00Z")), because: "expired" },
  {
    action: "shorten",
    binding: { ...ALICE, who: "erin" },
    held: held("erin", "aws-prod/admin", at("2026-11-22T20:00:00Z")),
    because: "grants",
  },
  {
    action: "extend",
    binding: { ...ALICE, who: "frank" },
    held: held("frank", "aws-prod/admin", at("2026-11-22T17:00:00Z")),
    because: "incomplete",
  },
  { action: "grant", binding: ALICE, because: "new" },
  { action: "grant", binding: { ...ALICE, who: "zoe", what: "orders-db/write" }, because: "incomplete" },
  { action: "grant", binding: { ...ALICE, who: "zoe", what: "orders-db/read" }, because: "edited" },
  { action: "grant", binding: { ...ALICE, who: "zoe", what: "orders-db/own" }, because: "cited" },
];
const DRIFT: Change = {
  action: "revoke",
  held: held("mallory", "aws-prod/admin", at("2026-11-23T16:00:00Z")),
  because: "drift",
};

describe("the plan", () => {
  test("shows each change on its line", async () => {
    await screen("plan.txt", planText({ changes: CHANGES, heldBack: [], now: NOW }));
    await screen("plan.md", planList({ changes: CHANGES, heldBack: [DRIFT], now: NOW }));
    await screen("plan-held-back.txt", planText({ changes: CHANGES.slice(0, 1), heldBack: [DRIFT], now: NOW }));
  });

  test("says that there is nothing to do", () => {
    expect(planText({ changes: [], heldBack: [], now: NOW })).toBe("Nothing to change.");
    expect(planList({ changes: [], heldBack: [], now: NOW })).toBe("Nothing to change.");
  });
});

test("receipts say what was done, and put failures last", async () => {
  const [revoke, shorten, extend, grant] = CHANGES.map((change) => change);
  if (!revoke || !shorten || !extend || !grant) throw new Error("no changes");
  const receipts = [
    receiptOf(grant, { outcome: "failed", transient: true, error: "Rate exceeded." }),
    receiptOf(extend, { outcome: "failed", transient: false, error: "AccessDenied" }),
    receiptOf(revoke, { outcome: "done" }),
    receiptOf(shorten, { outcome: "unchanged" }),
    { ...receiptOf(grant, { outcome: "done" }), found: true as const },
  ];
  await screen("receipts.txt", receiptsText(receipts));
  await screen("receipts.md", receiptsList(receipts));
});

describe("who holds what", () => {
  const all = [
    held("alice", "aws-prod/admin", UNTIL),
    held("bob", "aws-prod/rds-operator", at("2026-11-22T15:57:00Z")),
    held("日本", "aws-prod/admin", at("2026-11-25T20:00:00Z"), { whole: false }),
  ];

  test("is a table, what ends first on top", async () => {
    await screen("status.txt", statusText(all, NOW));
    await screen("status.md", statusTable(all, NOW));
  });

  test("nobody is said", () => {
    expect([statusText([], NOW), statusTable([], NOW)]).toEqual(["Nobody holds anything.", "Nobody holds anything."]);
  });
});

describe("the timeline", () => {
  const trace = {
    request: PATH,
    commit: MERGE,
    pull: 42,
    requestedBy: "alice",
    approvedBy: [DANA],
    policies: [{ name: "production-admin", blob: BLOB }],
    why: "Promote the orders-db replica; the primary is not taking writes.",
    ticket: "INC-4812",
  };
  const entries: readonly TimelineEntry[] = [
    {
      who: "alice",
      what: "aws-prod/admin",
      granted: NOW,
      found: false,
      until: UNTIL,
      ended: UNTIL,
      cause: "expired",
      requests: [trace, { ...trace, pull: 44 }],
    },
    {
      who: "carol",
      what: "aws-prod/admin",
      granted: NOW,
      found: false,
      until: UNTIL,
      ended: UNTIL,
      cause: "expired",
      requests: [
        {
          ...trace,
          pull: 45,
          approvedBy: [],
          emergency: { due: at("2026-11-23T16:00:00Z"), reviewed: { by: "dana", at: UNTIL, note: "Looked at it." } },
        },
        { ...trace, pull: 46, approvedBy: [], emergency: { due: at("2026-11-24T16:00:00Z") } },
      ],
    },
    { who: "bob", what: "orders-db/write", granted: NOW, found: true, until: at("2026-11-23T16:00:00Z"), requests: [] },
  ];

  test("tells who had what, when, why, and by whom it was approved", async () => {
    await screen("timeline.txt", timelineText(entries));
    await screen("timeline.md", timelineTable(entries));
  });

  test("nothing is said", () => {
    expect([timelineText([]), timelineTable([])]).toEqual(["Nothing was granted.", "Nothing was granted."]);
  });
});
