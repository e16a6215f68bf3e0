import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import { namesNeeded } from "../../../src/core/decide/names-needed.js";
import type { Access } from "../../../src/model/access.js";
import { type Decision, type Reason, reasonsIn } from "../../../src/model/decision.js";
import type { Facts } from "../../../src/model/facts.js";
import type { Approve, Policy } from "../../../src/model/policy.js";
import { access, facts, policy, request, review } from "../world.js";

const ONCALL = { organization: "Acme", slug: "SRE-oncall" };
const TEAM = { kind: "team", name: "oncall" } as const;

function folder(changes: Partial<Policy>, owners: Partial<Access> = {}): Access {
  const plain = access({ policies: [policy(changes)], ...owners });
  return { ...plain, people: { ...plain.people, liveTeams: new Map([["oncall", ONCALL]]) } };
}

function judge(changes: Partial<Policy>, given: Partial<Facts>, owners: Partial<Access> = {}) {
  const { decision, void: voided } = decideRequests({
    requests: [request()],
    access: folder(changes, owners),
    facts: facts(given),
  });
  return { decision, voided, codes: denialFindings(decision, [request()]).map(({ code }) => code) };
}

function decisionsIn(decision: Decision): readonly Decision[] {
  return [decision, ...decision.parts.flatMap(decisionsIn)];
}

describe("a team on GitHub", () => {
  const members = (...logins: readonly string[]) => ({ teams: { "acme/sre-oncall": logins } });
  const approve: Approve = { by: [TEAM], count: 1 };

  test("may receive, as it was read", () => {
    expect(judge({ who: [TEAM], approve: [] }, members("ALICE")).decision.outcome).toBe("allowed");
    expect(judge({ who: [TEAM], approve: [] }, members("bob")).codes).toEqual(["denied-who"]);
  });

  test("that could not be read gives nobody anything, and that is said", () => {
    expect(judge({ who: [TEAM], approve: [] }, {}).codes).toEqual(["denied-who", "unknown-team"]);
    const { decision } = judge({ approve: [approve] }, { reviews: [review("erin")] });
    expect(decision.outcome).toBe("waiting");
    expect(reasonsIn(decision)).toContainEqual(
      expect.objectContaining({ finding: expect.objectContaining({ code: "unknown-team" }) }),
    );
  });

  test("may approve; those of it who are not in people.yaml do not count", () => {
    const reviews = [review("erin"), { ...review("dana"), by: { login: "zoe", id: 77, bot: false } }];
    const { decision } = judge({ approve: [{ ...approve, count: 2 }] }, { ...members("erin", "zoe"), reviews });
    const clauses = reasonsIn(decision).filter(
      (reason): reason is Extract<Reason, { kind: "approve" }> => reason.kind === "approve",
    );
    expect(clauses.map(({ approvals, candidates }) => [approvals.length, candidates])).toEqual([[1, []]]);
  });

  test("may break the glass", () => {
    const emergency = { who: [TEAM], for: 3600, review: 86_400 } as const;
    const given = (more: Partial<Facts>) =>
      decideRequests({
        requests: [request({ emergency: true, length: { kind: "for", seconds: 600 as never } })],
        access: folder({ emergency: emergency as unknown as Policy["emergency"] & object }),
        facts: facts(more),
      }).decision.outcome;
    expect([given(members("alice")), given(members("bob")), given({})]).toEqual(["allowed", "denied", "denied"]);
  });

  test("is among the teams that a rule may ask for, and a rule is not answered while it cannot be read", () => {
    const rules = [{ expect: '!("oncall" in person.teams)', message: "Not while you are on call." }];
    expect(judge({ rules, approve: [] }, members("bob")).decision.outcome).toBe("allowed");
    expect(judge({ rules, approve: [] }, members("alice")).decision.outcome).toBe("denied");
    const { codes, decision } = judge({ rules, approve: [] }, {});
    expect(codes).toEqual(["denied-error"]);
    expect(denialFindings(decision, [request()])[0]?.args).toEqual({
      cause: '!("oncall" in person.teams): the team acme/sre-oncall cannot be read from GitHub',
    });
  });

  test("is asked about beside all of the lists that somebody is in", () => {
    const rules = [{ expect: '["sre", "night", "oncall"].all(team, team in person.teams)', message: "No." }];
    const { people, ...rest } = folder({ rules, approve: [] });
    const teams = new Map([...people.teams, ["night", ["ALICE"]]]);
    const given = { requests: [request()], access: { ...rest, people: { ...people, teams } } };
    const decided = (logins: readonly string[]) =>
      decideRequests({ ...given, facts: facts(members(...logins)) }).decision.outcome;
    expect([decided(["alice"]), decided([])]).toEqual(["allowed", "denied"]);
  });
});

describe("what is read of GitHub", () => {
  const asked = { paths: [request().path], whats: request().what, always: [] };
  const owner = { kind: "team", organization: "acme", slug: "owners" } as const;
  const owners = [{ line: 1, pattern: "*", owners: [owner] }];
  const slugs = (changes: Partial<Policy>) =>
    namesNeeded(folder(changes, { owners }), asked).teams.map(({ slug }) => slug);

  test("is the teams that a policy on the role names, and no other", () => {
    const approve: readonly Approve[] = [{ by: [{ kind: "user", login: "dana" }], count: 1 }];
    expect(slugs({ approve })).toEqual([]);
    expect(slugs({ approve, who: [TEAM] })).toEqual(["SRE-oncall"]);
    expect(slugs({ approve: [{ by: [TEAM, { kind: "codeowners" }], count: 1 }] })).toEqual(["owners", "SRE-oncall"]);
    expect(slugs({ approve: [{ by: [TEAM], count: 1 }], what: ["gcp-prod/*"] })).toEqual([]);
    expect(slugs({ approve, rules: [{ expect: "size(author.teams) > 0", message: "Be in a team." }] })).toEqual([
      "SRE-oncall",
    ]);
    expect(slugs({ approve: [{ ...approve[0], when: "size(author.teams) > 0" } as Approve] })).toEqual(["SRE-oncall"]);
  });

  test("is the owners of the files where a clause asks for owners, or a removal does", () => {
    const approve: readonly Approve[] = [{ by: [{ kind: "user", login: "dana" }], count: 1 }];
    expect(namesNeeded(folder({ approve }, { owners }), asked).owners).toEqual([]);
    const removal = { ...asked, always: [{ kind: "codeowners" } as const] };
    expect(namesNeeded(folder({ approve }, { owners }), removal).owners).toEqual([owner]);
    const dana = { kind: "user", login: "dana" } as const;
    const mixed = [{ line: 1, pattern: "*", owners: [dana, owner, dana] }];
    expect(namesNeeded(folder({}, { owners: mixed }), asked)).toEqual({ owners: [dana, owner], teams: [owner] });
    expect(namesNeeded(folder({}, { owners: [] }), asked)).toEqual({ owners: [], teams: [] });
  });
});

describe("whom GitHub does not count", () => {
  test("an approval of somebody without write access does not count", () => {
    const { decision, voided } = judge({}, { reviews: [review("dana")], readers: ["Dana"] });
    expect([decision.outcome, voided]).toEqual(["waiting", [{ login: "dana", because: "access" }]]);
  });

  test("an owner whom GitHub rejects is none, and that is said", () => {
    const owners = [
      { line: 1, pattern: "*", owners: [{ kind: "team", organization: "acme", slug: "hidden" } as const] },
    ];
    const known = { teams: { "acme/hidden": ["dana"] }, reviews: [review("dana")] };
    expect(judge({}, known, { owners }).decision.outcome).toBe("allowed");
    const { decision } = judge({}, { ...known, rejected: ["@Acme/Hidden"] }, { owners });
    expect(decision.outcome).toBe("waiting");
    const rejected = {
      code: "code-owner-rejected",
      severity: "warning",
      path: ".github/CODEOWNERS",
      args: { owner: "@acme/hidden" },
    };
    expect(decisionsIn(decision)).toContainEqual({
      outcome: "waiting",
      reason: { kind: "finding", finding: rejected },
      parts: [],
    });
  });

  test("what lies in a fork could be anybody's: nobody's approval counts, and it is denied", () => {
    const given = { reviews: [review("dana")], pushers: [], fork: { repository: "alice/access" } };
    const { decision, voided, codes } = judge({}, given);
    expect([decision.outcome, codes]).toEqual(["denied", ["denied-fork"]]);
    expect(voided).toEqual([{ login: "dana", because: "fork" }]);
  });
});
