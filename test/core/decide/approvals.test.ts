import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import type { Access } from "../../../src/model/access.js";
import { isOutOfReach, type Judgement, type Reason, reasonsIn } from "../../../src/model/decision.js";
import type { Facts, Review } from "../../../src/model/facts.js";
import type { Approve } from "../../../src/model/policy.js";
import { access, account, BASE, facts, HEAD, minutes, PATH, policy, request, review } from "../world.js";

const SECURITY: Approve = { by: [{ kind: "team", name: "security" }], count: 1 };

function judge(clauses: readonly Approve[], given: Partial<Facts>, folder: Partial<Access> = {}): Judgement {
  const policies = [policy({ approve: clauses, behalf: true })];
  return decideRequests({ requests: [request()], access: access({ policies, ...folder }), facts: facts(given) });
}

function clausesOf({ decision }: Judgement): readonly Extract<Reason, { kind: "approve" }>[] {
  return reasonsIn(decision).filter((reason) => reason.kind === "approve");
}

describe("whose approval counts", () => {
  test("the author cannot approve their own request", () => {
    const own: Approve = { by: [{ kind: "user", login: "alice" }], count: 1 };
    const judgement = judge([own], { reviews: [review("alice")] });
    expect(judgement.decision.outcome).toBe("waiting");
    expect(judgement.void).toEqual([{ login: "alice", because: "author" }]);
    expect(clausesOf(judgement)[0]?.candidates).toEqual([]);
  });

  test("the beneficiary cannot approve what another asks for them", () => {
    const own: Approve = { by: [{ kind: "user", login: "alice" }], count: 1 };
    const bob = { author: account("bob"), pushers: [], writings: [] };
    const judgement = judge([own], { ...bob, reviews: [review("alice")] });
    expect(judgement.void).toEqual([{ login: "alice", because: "beneficiary" }]);
  });

  test("an approval that was dismissed counts for nothing, and is said to be void", () => {
    const own: Approve = { by: [{ kind: "codeowners" }], count: 1 };
    const dismissed = { state: "dismissed", was: "approved" } as const;
    const by = (changes: Partial<Review>) => judge([own], { reviews: [review("dana", { ...dismissed, ...changes })] });
    expect(by({}).decision.outcome).toBe("waiting");
    expect(by({}).void).toEqual([{ login: "dana", because: "dismissed" }]);
    // Dismissed by a push: it was stale before it was dismissed.
    expect(by({ commit: BASE }).void).toEqual([{ login: "dana", because: "stale" }]);
    expect(by({ was: "changes-requested" }).void).toEqual([]);
  });

  test("two who ask in one pull request cannot approve each other", () => {
    const requests = [request(), request({ path: "access/requests/aws-prod/bob.yaml", who: "bob" })];
    const policies = [policy({ approve: [{ by: [{ kind: "user", login: "bob" }], count: 1 }], behalf: true })];
    const given = { requests, access: access({ policies }), facts: facts({ reviews: [review("bob")] }) };
    expect(decideRequests(given).void).toEqual([{ login: "bob", because: "beneficiary" }]);
  });

  test("nobody who wrote a commit or pushed to the branch counts", () => {
    const writings = [{ commit: BASE, writers: [account("dana")], unknown: [] }];
    const reviews = [review("dana"), review("erin")];
    const judgement = judge([SECURITY], { writings, pushers: [account("erin")], reviews });
    expect(judgement.decision.outcome).toBe("waiting");
    expect(judgement.void).toEqual([
      { login: "dana", because: "writer" },
      { login: "erin", because: "pusher" },
    ]);
    expect(clausesOf(judgement)[0]?.candidates).toEqual(["carol"]);
  });

  test("a writer is known by the account's number too", () => {
    const writings = [{ commit: BASE, writers: [{ ...account("dana"), login: "dana-at-work" }], unknown: [] }];
    expect(judge([SECURITY], { writings, reviews: [review("dana")] }).void).toEqual([
      { login: "dana", because: "writer" },
    ]);
  });

  test("and by the login, in whatever letters", () => {
    const pushers = [{ login: "DANA", id: 99, bot: false }];
    expect(judge([SECURITY], { pushers, reviews: [review("dana")] }).void).toEqual([
      { login: "dana", because: "pusher" },
    ]);
  });

  test("one commit of several that nobody can be blamed for is enough, and none at all is nobody's fault", () => {
    const reviews = [review("dana")];
    const known = { commit: BASE, writers: [account("alice")], unknown: [] };
    const unknown = { commit: HEAD, writers: [], unknown: ["who@example.com"] };
    for (const writings of [
      [known, unknown],
      [unknown, known],
    ]) {
      expect(judge([SECURITY], { writings, reviews }).void).toEqual([{ login: "dana", because: "unattributed" }]);
    }
    expect(judge([SECURITY], { writings: [], reviews }).decision.outcome).toBe("allowed");
  });

  test("a commit that nobody can be blamed for counts against everybody", () => {
    const writings = [{ commit: HEAD, writers: [], unknown: ["who@example.com"] }];
    const judgement = judge([SECURITY], { writings, reviews: [review("dana")] });
    expect(judgement.void).toEqual([{ login: "dana", because: "unattributed" }]);
    expect(clausesOf(judgement)[0]?.candidates).toEqual([]);
    expect(denialFindings(judgement.decision, [request()])).toMatchObject([{ code: "denied-writer" }]);
  });

  test("an approval of an earlier commit does not count", () => {
    const judgement = judge([SECURITY], { reviews: [review("dana", { commit: BASE })] });
    expect(judgement.void).toEqual([{ login: "dana", because: "stale" }]);
    expect(clausesOf(judgement)[0]?.candidates).toContain("dana");
  });

  test("a bot does not count", () => {
    const by = { ...account("dana"), bot: true };
    expect(judge([SECURITY], { reviews: [review("dana", { by })] }).void).toEqual([{ login: "dana", because: "bot" }]);
  });

  test("somebody who is not listed does not count", () => {
    const by = { login: "mallory", id: 66, bot: false };
    const clause: Approve = { by: [{ kind: "user", login: "mallory" }], count: 1 };
    expect(judge([clause], { reviews: [review("dana", { by })] }).void).toEqual([
      { login: "mallory", because: "unlisted" },
    ]);
  });

  test("a stranger with a listed login does not count", () => {
    const by = { login: "dana", id: 666, bot: false };
    expect(judge([SECURITY], { reviews: [review("dana", { by })] }).void).toEqual([
      { login: "dana", because: "account" },
    ]);
  });

  test.each([
    ["commented", "allowed"],
    ["changes-requested", "waiting"],
    ["dismissed", "waiting"],
    ["approved", "allowed"],
  ] as const)("after an approval, a review that is %s leaves it %s", (state, outcome) => {
    const reviews: readonly Review[] = [review("dana", { state, at: minutes(-1) }), review("dana")];
    expect(judge([SECURITY], { reviews }).decision.outcome).toBe(outcome);
  });
});

describe("a clause of approvals", () => {
  test("counts different people", () => {
    const two: Approve = { ...SECURITY, count: 2 };
    const twice = [review("dana"), review("dana", { at: minutes(-1) })];
    expect(judge([two], { reviews: twice }).decision.outcome).toBe("waiting");
    expect(judge([two], { reviews: [review("dana"), review("erin")] }).decision.outcome).toBe("allowed");
  });

  test("asks for at least one, whatever it says", () => {
    expect(judge([{ ...SECURITY, count: 0 }], {}).decision.outcome).toBe("waiting");
  });

  test("says who could still approve", () => {
    const two: Approve = { ...SECURITY, count: 2 };
    const [clause] = clausesOf(judge([two], { reviews: [review("erin")] }));
    expect(clause).toMatchObject({ count: 2, candidates: ["carol", "dana"] });
    expect(clause && isOutOfReach(clause)).toBe(false);
  });

  test("that those who are left cannot fulfil waits, and says so", () => {
    const judgement = judge([{ ...SECURITY, count: 4 }], {});
    expect(judgement.decision.outcome).toBe("waiting");
    expect(clausesOf(judgement).map(isOutOfReach)).toEqual([true]);
  });

  test("of the code owners is denied where nobody owns the file", () => {
    const owners: Approve = { by: [{ kind: "user", login: "erin" }, { kind: "codeowners" }], count: 1 };
    const given = { reviews: [review("erin")] };
    for (const rules of [[], [{ line: 1, pattern: "*", owners: [] }]]) {
      const { decision } = judge([owners], given, { owners: rules });
      expect(denialFindings(decision, [request()])).toMatchObject([{ code: "denied-no-owner", path: PATH }]);
    }
  });

  test("of the code owners knows owners by login, by address and by live team", () => {
    const by: Approve = { by: [{ kind: "codeowners" }], count: 1 };
    const owners = (owner: Access["owners"][number]["owners"][number]): Partial<Access> => ({
      owners: [{ line: 1, pattern: "*", owners: [owner] }],
    });
    const reviews = [review("erin")];
    const team = owners({ kind: "team", organization: "Acme", slug: "Security" });
    const outcome = (given: Partial<Facts>, folder: Partial<Access>) => judge([by], given, folder).decision.outcome;
    expect(outcome({ reviews }, owners({ kind: "user", login: "ERIN" }))).toBe("allowed");
    expect(outcome({ reviews }, owners({ kind: "email", email: "Erin@Example.com" }))).toBe("allowed");
    expect(outcome({ reviews }, owners({ kind: "email", email: "dana@example.com" }))).toBe("waiting");
    expect(outcome({ reviews, teams: { "acme/security": ["Erin"] } }, team)).toBe("allowed");
    expect(outcome({ reviews, teams: { "acme/security": [] } }, team)).toBe("waiting");
    expect(outcome({ reviews, teams: { "acme/other": ["erin"], "acme/security": ["bob"] } }, team)).toBe("waiting");
    const { decision } = judge([by], {}, owners({ kind: "email", email: "nobody@example.com" }));
    expect(reasonsIn(decision).filter(({ kind }) => kind === "finding")).toEqual([]);
  });

  test("says so where a team cannot be read", () => {
    const by: Approve = { by: [{ kind: "codeowners" }], count: 1 };
    const owner = { kind: "team", organization: "acme", slug: "security" } as const;
    const judgement = judge([by], {}, { owners: [{ line: 1, pattern: "*", owners: [owner] }] });
    expect(judgement.decision.outcome).toBe("waiting");
    expect(reasonsIn(judgement.decision)).toContainEqual({
      kind: "finding",
      finding: {
        code: "unknown-team",
        severity: "warning",
        path: ".github/CODEOWNERS",
        args: { team: "acme/security" },
      },
    });
  });

  test("names a team that nobody has as nobody", () => {
    const by: Approve = { by: [{ kind: "team", name: "nobody" }], count: 1 };
    expect(clausesOf(judge([by], {})).map(({ candidates }) => candidates)).toEqual([[]]);
  });
});

const someone = fc.constantFrom("alice", "bob", "dana", "erin", "carol" as const);
const someReview = fc
  .record({
    login: someone,
    state: fc.constantFrom("approved", "changes-requested", "commented", "dismissed" as const),
    commit: fc.constantFrom(HEAD, BASE),
    minute: fc.integer({ min: -60, max: 0 }),
  })
  .map(({ login, minute, ...rest }) => review(login, { ...rest, at: minutes(minute) }));
const someFacts = fc
  .record({
    reviews: fc.array(someReview, { maxLength: 8 }),
    author: someone.map(account),
    pushers: fc.array(someone.map(account), { maxLength: 2 }),
    writers: fc.array(someone.map(account), { maxLength: 2 }),
  })
  .map(({ writers, ...rest }) => ({ ...rest, writings: [{ commit: HEAD, writers, unknown: [] }] }));
const ANYBODY: Approve = {
  by: (["alice", "bob", "dana", "erin", "carol"] as const).map((login) => ({ kind: "user", login })),
  count: 2,
};

describe("approvals, whatever happens", () => {
  property.prop([someFacts])("nobody with a part in the request is among those who count or could", (given) => {
    const judgement = judge([ANYBODY], given);
    const part = [given.author, ...given.pushers, ...given.writings.flatMap(({ writers }) => writers)];
    const involved = new Set(["alice", ...part.map(({ login }) => login)]);
    for (const { approvals, candidates } of clausesOf(judgement)) {
      expect([...approvals.map(({ login }) => login), ...candidates].filter((login) => involved.has(login))).toEqual(
        [],
      );
      expect(approvals.every(({ commit }) => commit === HEAD)).toBe(true);
      expect(new Set(approvals.map(({ login }) => login)).size).toBe(approvals.length);
    }
  });

  property.prop([someFacts])("taking every approval away never makes a decision better", (given) => {
    const without = { ...given, reviews: given.reviews.filter(({ state }) => state !== "approved") };
    expect(judge([ANYBODY], without).decision.outcome).not.toBe("allowed");
  });
});
