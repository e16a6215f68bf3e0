import { describe, expect, test } from "vitest";
import { allOf } from "../../src/model/decision.js";
import { finding } from "../../src/model/finding.js";
import { checkText } from "../../src/render/check.js";
import { decisionTree } from "../../src/render/decision.js";
import { requestComment } from "../../src/render/request-comment.js";
import { asked, at, clause, DANA, decided, input, leaf, PATH, request, UNTIL } from "./samples.js";
import { screen } from "./screen.js";

const SEVERAL = [
  asked({ what: ["aws-prod/admin", "aws-prod/rds-operator"] }),
  asked(
    {
      path: "access/requests/orders-db/2026/11/22/bob-write.yaml",
      who: "bob",
      what: ["orders-db/write"],
      why: "Repair the rows.\n\nOne by one.",
      length: { kind: "until", until: UNTIL },
    },
    { enforcement: "scheduled" },
  ),
];

describe("the comment on a request", () => {
  test("waiting, it says for whom", async () => {
    await screen("request-waiting.md", requestComment(input()));
    expect(checkText(input()).title).toBe("Waiting for 1 approval from a code owner: dana");
  });

  test("allowed, it says who approved and whose approval does not count", async () => {
    const own = request();
    const allowed = input({
      judgement: {
        decision: decided(own, [clause([DANA])]),
        void: [
          { login: "alice", because: "author" },
          { login: "alice", because: "author" },
          { login: "Bob", because: "stale" },
        ],
      },
    });
    await screen("request-allowed.md", requestComment(allowed));
    await screen("decision-allowed.txt", decisionTree(allowed.judgement.decision));
    expect(checkText(allowed).title).toBe("Allowed: alice, aws-prod/admin, 2h");
  });

  test("denied, it says what to write instead", async () => {
    const denied = input({
      judgement: {
        decision: decided(request(), [leaf("denied", { kind: "behalf", author: "bob", who: "alice" }), clause([])]),
        void: [],
      },
      author: "bob",
      findings: [
        finding(
          "denied-behalf",
          { path: PATH, at: { line: 1, column: 6 } },
          { author: "bob", who: "alice", policy: "production-admin" },
        ),
        finding(
          "denied-length",
          { path: PATH, at: { line: 3, column: 6 } },
          { what: "aws-prod/admin", policy: "production-admin", limit: "4h", received: "8h" },
        ),
      ],
    });
    await screen("request-denied.md", requestComment(denied));
    await screen("decision-denied.txt", decisionTree(denied.judgement.decision));
    expect(checkText(denied).title).toBe("Denied: 2 findings");
    expect(checkText(denied).annotations.map(({ title }) => title)).toEqual(["Denied behalf", "Denied length"]);
  });

  test("a file that cannot be read has nothing but its findings", async () => {
    const unread = input({
      judgement: { decision: allOf({ kind: "pull-request" }, []), void: [] },
      asked: [],
      findings: [
        finding(
          "bad-duration",
          { path: PATH, at: { line: 3, column: 6 } },
          { key: "for", received: "2 hours", suggestion: "2h" },
        ),
      ],
    });
    await screen("request-unread.md", requestComment(unread));
    expect(checkText(unread).title).toHaveLength(60);
  });

  test("a denial without a finding still says why", () => {
    const denied = input({
      judgement: {
        decision: decided(request(), [leaf("denied", { kind: "behalf", author: "bob", who: "alice" })]),
        void: [],
      },
    });
    expect(requestComment(denied)).toContain("- `bob` may not ask for `alice`");
    expect(checkText(denied).title).toMatch(/^Denied: bob may not ask for alice/);
  });

  test("several requests are told apart, and several clauses are listed", async () => {
    const requests = SEVERAL.map((one) => one.request);
    const decision = allOf(
      { kind: "pull-request" },
      requests.flatMap(
        (own) =>
          decided(own, [
            clause([]),
            clause([DANA], { by: ["team:security", "user:dana"], count: 2, candidates: ["erin", "Erin", "frank"] }),
          ]).parts,
      ),
    );
    const several = input({ judgement: { decision, void: [] }, asked: SEVERAL, author: "carol" });
    await screen("request-several.md", requestComment(several));
    expect(checkText(several).title).toBe("Waiting for approvals");
  });

  test("a removal says whose access it ends", async () => {
    const decision = allOf({ kind: "pull-request" }, [
      leaf("allowed", { kind: "removal", path: PATH, because: "returned" }),
      leaf("allowed", { kind: "removal", path: "access/requests/a/b.yaml", because: "expired" }),
    ]);
    const removal = input({
      judgement: { decision, void: [] },
      asked: [],
      removed: [
        { path: PATH, who: "alice", what: ["aws-prod/admin"], until: UNTIL, active: true },
        {
          path: "access/requests/a/b.yaml",
          who: "bob",
          what: ["a/b", "a/c"],
          until: at("2026-11-21T12:00:00Z"),
          active: false,
        },
      ],
    });
    await screen("removal.md", requestComment(removal));
    expect(checkText(removal).title).toBe("Allowed: 2 removals");
  });

  test("a request that starts later says from when", () => {
    const from = at("2026-11-23T09:00:00Z");
    const later = input({ asked: [asked({ from }, { window: { from, until: at("2026-11-23T11:00:00Z") } })] });
    expect(requestComment(later)).toContain(
      "for **2h** from **2026-11-23 09:00 UTC**, until **2026-11-23 11:00 UTC**.",
    );
  });

  test("what a push made void is said first, of those who are waited for", async () => {
    const stale = input({
      judgement: {
        decision: decided(request(), [clause([])]),
        void: [
          { login: "Dana", because: "stale" },
          { login: "bob", because: "stale" },
        ],
      },
    });
    await screen("request-voided.md", requestComment(stale));
    const allowed = { ...stale, judgement: { ...stale.judgement, decision: decided(request(), [clause([DANA])]) } };
    expect(requestComment(allowed)).not.toContain("had approved");
  });

  test("a draft says that nobody is asked", () => {
    expect(requestComment(input({ draft: true }))).toContain("This is a draft: nobody is asked");
  });

  const window = (from: string, until: string) => ({
    from: at(`2026-11-22T${from}:00Z`),
    until: at(`2026-11-22T${until}:00Z`),
  });
  const admin = "aws-prod/admin";
  const operator = "aws-prod/rds-operator";

  test.each([
    ["nothing", [], "nothing in `aws-prod`."],
    [
      "the same, for less long",
      [
        { what: admin, window: window("14:00", "15:00") },
        { what: admin, window: window("15:00", "17:30") },
      ],
      "`aws-prod/admin` until 2026-11-22 17:30 UTC: this is 30m more of `aws-prod/admin`.",
    ],
    [
      "the same, for as long",
      [{ what: admin, window: window("14:00", "18:00") }],
      "`aws-prod/admin` until 2026-11-22 18:00 UTC: **this adds nothing**.",
    ],
    [
      "something else",
      [{ what: operator, window: window("14:00", "17:00") }],
      "`aws-prod/rds-operator` until 2026-11-22 17:00 UTC. `aws-prod/admin` would be new.",
    ],
    ["what nobody could read", undefined, "it could not be read what `alice` has in `aws-prod`."],
  ] as const)("who has %s already is shown with it", (_, holds, sentence) => {
    const line = requestComment(input({ asked: [asked({}, { holds })] }))
      .split("\n")
      .find((one) => one.includes("**Has now**"));
    expect(line?.trimEnd()).toBe(`- **Has now**: ${sentence}`);
  });

  test("nobody left who could approve is said", () => {
    const stuck = input({ judgement: { decision: decided(request(), [clause([], { candidates: [] })]), void: [] } });
    expect(requestComment(stuck)).toContain("1 approval from a code owner, and too few people could give them");
  });

  test("a hundred requests fit in a comment", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      asked({ path: `access/requests/a/${index}.yaml`, why: "@$".repeat(900) }),
    );
    const body = requestComment(input({ asked: many }));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/And \d+ more requests; see the files\./);
  });
});
