import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decideRemovals } from "../../../src/core/decide/decide-removals.js";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { type Judgement, type Reason, reasonsIn } from "../../../src/model/decision.js";
import type { Facts } from "../../../src/model/facts.js";
import type { Delegation, People } from "../../../src/model/person.js";
import type { Approve } from "../../../src/model/policy.js";
import { access, account, BASE, facts, HEAD, minutes, NOW, policy, request, review } from "../world.js";

const LOGINS = ["alice", "bob", "dana", "erin", "carol"] as const;
const OWNERS: Approve = { by: [{ kind: "codeowners" }], count: 1 };

function delegation(changes: Partial<Delegation> = {}): Delegation {
  return { from: "dana", to: "erin", what: ["aws-prod/*"], until: minutes(60), why: "On leave.", ...changes };
}

function judge(clause: Approve, delegations: readonly Delegation[], given: Partial<Facts>): Judgement {
  const folder = access({ policies: [policy({ approve: [clause], behalf: true })] });
  const people = { ...folder.people, delegations };
  return decideRequests({ requests: [request()], access: { ...folder, people }, facts: facts(given) });
}

function clauseOf({ decision }: Judgement): Extract<Reason, { kind: "approve" }> {
  const found = reasonsIn(decision).find((reason) => reason.kind === "approve");
  if (found?.kind !== "approve") throw new Error("no clause");
  return found;
}

describe("a delegate's approval", () => {
  test("is the delegator's, and says so", () => {
    const judgement = judge(OWNERS, [delegation()], { reviews: [review("erin")] });
    expect(judgement.decision.outcome).toBe("allowed");
    expect(clauseOf(judgement).approvals).toEqual([
      { login: "erin", for: "dana", commit: HEAD, as: "codeowners", at: minutes(-5) },
    ]);
  });

  test("names the delegator as they are listed", () => {
    const folder = access();
    const dana = { login: "Dana", id: 3, name: "Dana", ids: {} };
    const people = new Map([...folder.people.people, ["dana", dana]]);
    const lent = { ...folder, people: { ...folder.people, people, delegations: [delegation({ from: "DANA" })] } };
    const { decision, void: voided } = decideRequests({
      requests: [request()],
      access: lent,
      facts: facts({ reviews: [review("erin")] }),
    });
    expect(clauseOf({ decision, void: voided }).approvals).toMatchObject([{ login: "erin", for: "Dana" }]);
  });

  test("is asked for once, of one who may approve and speak for another too", () => {
    const clause: Approve = { by: [{ kind: "codeowners" }, { kind: "user", login: "erin" }], count: 1 };
    expect(clauseOf(judge(clause, [delegation()], {})).candidates).toEqual(["dana", "erin"]);
  });

  test("is asked for, as long as the delegator's is not there", () => {
    expect(clauseOf(judge(OWNERS, [delegation()], {})).candidates).toEqual(["dana", "erin"]);
    const two = { ...OWNERS, count: 2 };
    expect(clauseOf(judge(two, [delegation()], { reviews: [review("dana")] })).candidates).toEqual([]);
    expect(clauseOf(judge(two, [delegation()], { reviews: [review("erin")] })).candidates).toEqual([]);
  });

  test.each([
    ["of another role", delegation({ what: ["gcp-prod/*", "aws-prod/reader"] })],
    ["that begins after the review", delegation({ since: minutes(-4) })],
    ["that ended at the moment of the review", delegation({ until: minutes(-5) })],
    ["to somebody else", delegation({ to: "carol" })],
    ["the other way round", delegation({ from: "erin", to: "dana" })],
  ])("does not count by a delegation %s", (_, one) => {
    const judgement = judge(OWNERS, [one], { reviews: [review("erin")] });
    expect([judgement.decision.outcome, clauseOf(judgement).approvals]).toEqual(["waiting", []]);
  });

  test("counts by one that begins at the moment of the review, and has ended since", () => {
    const one = delegation({ since: minutes(-5), until: minutes(-4) });
    const judgement = judge(OWNERS, [one], { reviews: [review("erin")] });
    expect(judgement.decision.outcome).toBe("allowed");
    expect(clauseOf(judge(OWNERS, [one], {})).candidates).toEqual(["dana"]);
  });

  test.each([
    ["asks", { author: account("dana") }],
    ["wrote a commit", { writings: [{ commit: BASE, writers: [account("dana")], unknown: [] }] }],
    ["pushed to the branch", { pushers: [account("dana")] }],
  ] as const)("is void where the delegator %s", (_, given) => {
    const judgement = judge(OWNERS, [delegation()], { ...given, reviews: [review("erin")] });
    expect([judgement.decision.outcome, clauseOf(judgement).candidates]).toEqual(["waiting", []]);
  });

  test("is void where the delegator would receive it", () => {
    const clause: Approve = { by: [{ kind: "user", login: "alice" }], count: 1 };
    const given = { author: account("bob"), pushers: [], writings: [], reviews: [review("erin")] };
    expect(judge(clause, [delegation({ from: "alice" })], given).decision.outcome).toBe("waiting");
  });

  test("is void where the delegate has a part in it", () => {
    const given = { pushers: [account("erin")], reviews: [review("erin")] };
    expect(judge(OWNERS, [delegation()], given).decision.outcome).toBe("waiting");
  });

  test("is not passed on", () => {
    const chain = [delegation(), delegation({ from: "erin", to: "carol" })];
    expect(judge(OWNERS, chain, { reviews: [review("carol")] }).decision.outcome).toBe("waiting");
  });

  test("counts once, whoever else gives the same person's", () => {
    const both = [delegation(), delegation({ to: "carol" })];
    const reviews = [review("dana"), review("erin"), review("carol")];
    const judgement = judge({ ...OWNERS, count: 2 }, both, { reviews });
    expect(judgement.decision.outcome).toBe("waiting");
    expect(clauseOf(judgement).approvals.map(({ login }) => login)).toEqual(["dana"]);
  });

  test("of one who is asked themselves is their own alone", () => {
    const clause: Approve = { by: [{ kind: "codeowners" }, { kind: "user", login: "erin" }], count: 2 };
    const judgement = judge(clause, [delegation()], { reviews: [review("erin")] });
    expect(judgement.decision.outcome).toBe("waiting");
    expect(clauseOf(judgement).approvals).toMatchObject([{ login: "erin", as: "user:erin" }]);
    expect(clauseOf(judgement).approvals[0]?.for).toBeUndefined();
  });

  test("goes to whom it helps most, where one lets several and another lets one", () => {
    const clause: Approve = {
      by: [
        { kind: "user", login: "dana" },
        { kind: "user", login: "carol" },
      ],
      count: 2,
    };
    const given = [
      delegation({ to: "erin" }),
      delegation({ from: "carol", to: "erin" }),
      delegation({ from: "dana", to: "bob" }),
    ];
    const judgement = judge(clause, given, { reviews: [review("erin"), review("bob")] });
    expect(clauseOf(judgement).approvals).toMatchObject([
      { login: "erin", for: "carol" },
      { login: "bob", for: "dana" },
    ]);
  });

  test("lets a delegate take access away alone, as the delegator could", () => {
    const folder = access();
    const people: People = { ...folder.people, delegations: [delegation()] };
    const mine = { author: account("erin"), pushers: [account("erin")], writings: [] };
    const removed = [{ path: request().path, who: "alice", request: request(), ended: false }];
    const judgeRemoval = (given: People) =>
      decideRemovals({ removed, access: { ...folder, people: given }, facts: facts(mine) }).decision.outcome;
    expect([judgeRemoval(people), judgeRemoval(folder.people)]).toEqual(["allowed", "waiting"]);
  });
});

const someone = fc.constantFrom(...LOGINS);
const someDelegation = fc
  .record({
    from: someone,
    to: someone,
    since: fc.integer({ min: -60, max: 0 }),
    length: fc.integer({ min: -10, max: 60 }),
    what: fc.constantFrom("aws-prod/*", "*/admin", "gcp-prod/*"),
  })
  .map(({ from, to, since, length, what }) =>
    delegation({ from, to, what: [what], since: minutes(since), until: minutes(since + length) }),
  );
const someReview = fc
  .record({
    login: someone,
    state: fc.constantFrom("approved", "approved", "changes-requested", "dismissed" as const),
    commit: fc.constantFrom(HEAD, HEAD, BASE),
    minute: fc.integer({ min: -60, max: 0 }),
  })
  .map(({ login, minute, ...rest }) => review(login, { ...rest, at: minutes(minute) }));
const someFacts = fc
  .record({
    reviews: fc.array(someReview, { maxLength: 6 }),
    author: someone.map(account),
    pushers: fc.array(someone.map(account), { maxLength: 1 }),
    writers: fc.array(someone.map(account), { maxLength: 1 }),
    readers: fc.array(someone, { maxLength: 1 }),
  })
  .map(({ writers, ...rest }) => ({ ...rest, writings: [{ commit: HEAD, writers, unknown: [] }] }));
const someClause = fc
  .record({ names: fc.uniqueArray(someone, { minLength: 1, maxLength: 4 }), count: fc.integer({ min: 1, max: 3 }) })
  .map(({ names, count }): Approve => ({ by: names.map((login) => ({ kind: "user", login })), count }));
const some = [someClause, fc.array(someDelegation, { maxLength: 6 }), someFacts] as const;

describe("delegations, whatever they are", () => {
  property.prop([...some])("no word of somebody with a part in it counts, given or lent", (clause, lent, given) => {
    const part = [given.author, ...given.pushers, ...given.writings.flatMap(({ writers }) => writers)];
    const involved = new Set(["alice", ...part.map(({ login }) => login)]);
    const { approvals, candidates } = clauseOf(judge(clause, lent, given));
    const counted = approvals.flatMap(({ login, for: delegator = login }) => [login, delegator]);
    expect([...counted, ...candidates].filter((login) => involved.has(login))).toEqual([]);
    expect(approvals.filter(({ login }) => given.readers.some((reader) => reader === login))).toEqual([]);
  });

  property.prop([...some])(
    "as many count as people approved, and nobody's word counts twice",
    (clause, lent, given) => {
      const { approvals } = clauseOf(judge(clause, lent, given));
      const people = new Set(approvals.map(({ login }) => login));
      const voices = new Set(approvals.map(({ login, for: delegator = login }) => delegator));
      expect([people.size, voices.size]).toEqual([approvals.length, approvals.length]);
      const approved = given.reviews.filter(({ state, commit }) => state === "approved" && commit === HEAD);
      expect(approvals.length).toBeLessThanOrEqual(new Set(approved.map(({ by }) => by.login)).size);
      const asked = new Set(clause.by.map((approver) => (approver.kind === "user" ? approver.login : "")));
      expect([...voices].filter((login) => !asked.has(login))).toEqual([]);
    },
  );

  property.prop([...some])("whoever speaks for another was let, for this, at that time", (clause, lent, given) => {
    for (const { login, for: delegator, at } of clauseOf(judge(clause, lent, given)).approvals) {
      if (delegator === undefined) continue;
      const let_ = lent.some(
        ({ from, to, what, since, until }) =>
          from === delegator && to === login && !what.includes("gcp-prod/*") && (since ?? 0) <= at && at < until,
      );
      expect(let_).toBe(true);
    }
  });

  property.prop([...some, someone])("one more approval never takes one away", (clause, lent, given, login) => {
    const fewer = given.reviews.filter(({ by }) => by.login !== login);
    const more = [...fewer, review(login, { at: NOW })];
    const count = (reviews: Facts["reviews"]) => clauseOf(judge(clause, lent, { ...given, reviews })).approvals.length;
    expect(count(more)).toBeGreaterThanOrEqual(count(fewer));
  });

  property.prop([...some])("everyone who is asked to approve would help by it", (clause, lent, given) => {
    const before = clauseOf(judge(clause, lent, { ...given, readers: [] }));
    for (const login of before.candidates) {
      const reviews = [...given.reviews, review(login as "dana", { at: NOW })];
      const after = clauseOf(judge(clause, lent, { ...given, reviews, readers: [] }));
      expect(after.approvals.length).toBe(before.approvals.length + 1);
    }
  });
});
