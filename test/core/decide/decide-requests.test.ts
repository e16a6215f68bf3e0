import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import type { Access } from "../../../src/model/access.js";
import { approvalsIn, type Judgement, policiesIn } from "../../../src/model/decision.js";
import type { Facts } from "../../../src/model/facts.js";
import { finding } from "../../../src/model/finding.js";
import type { Request } from "../../../src/model/request.js";
import { access, account, at, BLOB, facts, lasting, minutes, PATH, policy, request, review, system } from "../world.js";

interface Case {
  readonly requests?: readonly Request[];
  readonly access?: Partial<Access>;
  readonly facts?: Partial<Facts>;
}

function judge(given: Case = {}): Judgement {
  const requests = given.requests ?? [request()];
  return decideRequests({ requests, access: access(given.access), facts: facts(given.facts) });
}

/** `<code> <line>` of every denial. */
function denials(given: Case): readonly string[] {
  const { decision } = judge(given);
  return denialFindings(decision, given.requests ?? [request()]).map(({ code, line }) => `${code} ${line}`);
}

describe("deciding a request", () => {
  test("it waits for the code owner", () => {
    expect(judge().decision.outcome).toBe("waiting");
  });

  test("it is allowed when the code owner approved the head commit", () => {
    const { decision } = judge({ facts: { reviews: [review("dana")] } });
    expect(decision.outcome).toBe("allowed");
    expect(approvalsIn(decision).map(({ login, as }) => `${login} ${as}`)).toEqual(["dana codeowners"]);
    expect(policiesIn(decision)).toEqual([{ name: "production-admin", blob: BLOB }]);
  });

  test("no approval is needed where the policy asks for none", () => {
    expect(judge({ access: { policies: [policy({ approve: [] })] } }).decision.outcome).toBe("allowed");
  });

  test("what no policy names is denied", () => {
    expect(denials({ access: { policies: [policy({ what: ["aws-test/*"] })] } })).toEqual(["denied-no-policy 2"]);
  });

  test("a pull request without a request is denied", () => {
    expect(judge({ requests: [] }).decision.outcome).toBe("denied");
    const stranger = { login: "eve", id: 9, bot: false };
    expect(denials({ requests: [], facts: { author: stranger } })).toEqual(["denied-author undefined"]);
  });

  test("one of several requests that is denied denies them all", () => {
    const other = request({ path: `${PATH}2`, what: ["aws-prod/nothing"] });
    const reviews = [review("dana")];
    expect(denials({ requests: [request(), other], facts: { reviews } })).toEqual(["unknown-role 2"]);
  });

  test("every policy that matches must allow, and their approvals add up", () => {
    const strict = policy({ name: "strict", approve: [{ by: [{ kind: "user", login: "erin" }], count: 1 }] });
    const policies = [policy(), strict];
    expect(judge({ access: { policies }, facts: { reviews: [review("dana")] } }).decision.outcome).toBe("waiting");
    const both = [review("dana"), review("erin")];
    expect(judge({ access: { policies }, facts: { reviews: both } }).decision.outcome).toBe("allowed");
    const short = policy({ name: "short", for: lasting("1h") });
    expect(denials({ access: { policies: [policy(), short] }, facts: { reviews: both } })).toEqual(["denied-length 3"]);
  });

  test("an error in the access folder denies and keeps its cause", () => {
    const cause = finding("yaml-syntax", { path: "access/people.yaml", at: { line: 7, column: 1 } }, { problem: "x" });
    const { decision } = judge({ access: { findings: [cause] }, facts: { reviews: [review("dana")] } });
    expect(decision.outcome).toBe("denied");
    expect(denialFindings(decision, [request()])).toEqual([cause]);
  });

  test("a warning in the access folder denies nothing", () => {
    const warning = finding("unknown-team", { path: "access/people.yaml" }, { team: "x" }, "warning");
    expect(judge({ access: { findings: [warning] } }).decision.outcome).toBe("waiting");
  });

  test("an author who is not listed is denied", () => {
    const mallory = { login: "mallory", id: 66, bot: false };
    expect(denials({ facts: { author: mallory } })).toEqual(["denied-author 1", "denied-behalf 1"]);
  });

  test("a bot is no author", () => {
    expect(denials({ facts: { author: { ...account("alice"), bot: true } } })).toEqual(["denied-author 1"]);
  });

  test("a released login that a stranger claimed is denied", () => {
    expect(denials({ facts: { author: { login: "alice", id: 666, bot: false } } })).toEqual(["denied-account 1"]);
  });

  test("a beneficiary who is not listed is denied", () => {
    const mallory = request({ who: "mallory" });
    const given = { requests: [mallory], access: { policies: [policy({ behalf: true })] } };
    expect(denials(given)).toEqual(["unknown-person 1", "denied-who 1"]);
  });

  test("a beneficiary whom the system cannot name is denied", () => {
    const systems = new Map([["aws-prod", system("aws-prod", { identity: "{email}" })]]);
    const given = { requests: [request({ who: "carol" })], facts: { author: account("carol") } };
    const policies = [policy({ who: [{ kind: "user", login: "carol" }] })];
    expect(denials({ ...given, access: { systems, policies } })).toEqual(["denied-identity 1"]);
    const { decision } = judge({ ...given, access: { systems, policies } });
    expect(denialFindings(decision, given.requests)[0]?.args).toEqual({ who: "carol", system: "aws-prod" });
  });

  test("who is called in a system as somebody else is receives nothing there: the other could use it, and approve it", () => {
    const systems = (identity: string) => new Map([["aws-prod", system("aws-prod", { identity })]]);
    const { people } = access();
    const named = (ids: Readonly<Record<string, string>>) => {
      const dana = people.people.get("dana");
      if (dana === undefined) throw new Error("nobody is called dana");
      return { ...people, people: new Map([...people.people, ["dana", { ...dana, name: "Alice", ids }]]) };
    };
    const reviews = [review("dana")];
    const deciding = (identity: string, ids: Readonly<Record<string, string>>) =>
      denials({ access: { people: named(ids), systems: systems(identity) }, facts: { reviews } });
    expect(deciding("user/{name}", {})).toEqual(["denied-identity 1"]);
    expect(deciding("user/{login}", { "aws-prod": "user/Alice" })).toEqual(["denied-identity 1"]);
    expect(deciding("user/{name}", { "aws-prod": "user/dana" })).toEqual([]);
    expect(deciding("user/{login}", { "aws-test": "user/alice" })).toEqual([]);
  });

  test("a role or a system that is gone is denied, even where a policy names it", () => {
    expect(denials({ access: { systems: new Map() } })).toEqual(["unknown-system 2"]);
    const bare = system("aws-prod", { roles: new Map() });
    const systems = new Map([["aws-prod", bare]]);
    expect(denials({ access: { systems } })).toEqual(["unknown-role 2"]);
    const { decision } = judge({ access: { systems } });
    expect(denialFindings(decision, [request()]).map(({ severity }) => severity)).toEqual(["error"]);
  });

  test("somebody whom the policy does not name is denied", () => {
    const given = { requests: [request({ who: "erin" })], facts: { author: account("erin") } };
    expect(denials(given)).toEqual(["denied-who 1"]);
  });

  test("only the policy's `behalf` lets somebody ask for another", () => {
    const given = { requests: [request({ who: "bob" })] };
    expect(denials(given)).toEqual(["denied-behalf 1"]);
    const behalf = { ...given, access: { policies: [policy({ behalf: true })] }, facts: { reviews: [review("dana")] } };
    expect(judge(behalf).decision.outcome).toBe("allowed");
    const both = { ...behalf, access: { policies: [policy({ behalf: true }), policy({ name: "other" })] } };
    expect(denials(both)).toEqual(["denied-behalf 1"]);
  });

  test("logins are compared without case", () => {
    const given = { requests: [request({ who: "ALICE" })], facts: { reviews: [review("dana")] } };
    expect(judge(given).decision.outcome).toBe("allowed");
  });
});

describe("deciding how long", () => {
  test("longer than the policy's `for` is denied, exactly as long is not", () => {
    const exactly = request({ length: { kind: "for", seconds: lasting("4h") } });
    expect(judge({ requests: [exactly] }).decision.outcome).toBe("waiting");
    const longer = request({ length: { kind: "for", seconds: lasting("4h1m") } });
    expect(denials({ requests: [longer] })).toEqual(["denied-length 3"]);
  });

  test("`until` is measured from now, or from where the request begins", () => {
    const until = request({ length: { kind: "until", until: minutes(240) } });
    expect(judge({ requests: [until] }).decision.outcome).toBe("waiting");
    expect(denials({ requests: [until], facts: { at: minutes(-1) } })).toEqual(["denied-length 3"]);
    const later = request({ from: minutes(60), length: { kind: "until", until: minutes(300) } });
    expect(judge({ requests: [later] }).decision.outcome).toBe("waiting");
    const past = request({ from: minutes(-600), length: { kind: "until", until: minutes(240) } });
    expect(judge({ requests: [past] }).decision.outcome).toBe("waiting");
  });

  test("a window that has passed, or begins too late is denied", () => {
    const passed = request({ length: { kind: "until", until: minutes(0) } });
    expect(denials({ requests: [passed] })).toEqual(["until-passed 3"]);
    const exact = request({ from: at("2026-11-29T10:00:00Z") });
    expect(judge({ requests: [exact] }).decision.outcome).toBe("waiting");
    const late = request({ from: at("2026-11-29T10:00:01Z") });
    expect(denials({ requests: [late] })).toEqual(["from-too-late 4"]);
  });
});

describe("deciding on a ticket", () => {
  const access = { policies: [policy({ ticket: "^INC-\\d+$" })] };

  test("one that looks as the policy says is accepted", () => {
    expect(judge({ requests: [request({ ticket: "INC-1" })], access }).decision.outcome).toBe("waiting");
  });

  test("none, or another, is denied on its line", () => {
    expect(denials({ access })).toEqual(["denied-ticket 5"]);
    expect(denials({ requests: [request({ ticket: "later" })], access })).toEqual(["denied-ticket 5"]);
  });

  test("none is no word that a pattern could match", () => {
    expect(denials({ access: { policies: [policy({ ticket: "^[a-z]*$" })] } })).toEqual(["denied-ticket 5"]);
  });

  test("patterns know letters of every script", () => {
    const letters = { policies: [policy({ ticket: "^\\p{Lu}+-\\d+$" })] };
    expect(denials({ requests: [request({ ticket: "ÄŽ-1" })], access: letters })).toEqual([]);
    expect(denials({ requests: [request({ ticket: "äž-1" })], access: letters })).toEqual(["denied-ticket 5"]);
  });

  test("a pattern that cannot be used denies and keeps its cause", () => {
    const broken = { policies: [policy({ ticket: "(" })] };
    expect(denials({ requests: [request({ ticket: "INC-1" })], access: broken })).toEqual(["denied-error undefined"]);
  });
});

describe("denials", () => {
  test("each is said once, however many roles it is about", () => {
    const requests = [request({ what: ["aws-prod/admin", "aws-prod/reader"] })];
    expect(denials({ requests, access: { policies: [policy({ ticket: "^INC" })] } })).toEqual(["denied-ticket 5"]);
  });

  test("they stand in the file of the request that they are about", () => {
    const other = request({
      path: "access/requests/aws-prod/other.yaml",
      length: { kind: "for", seconds: lasting("9h") },
    });
    const { decision } = judge({ requests: [request(), other] });
    expect(denialFindings(decision, [request(), other]).map(({ path }) => path)).toEqual([other.path]);
  });

  test("what is wrong with a person stands where the request names them", () => {
    const place = { at: { "": { line: 1, column: 1 }, "/who": { line: 7, column: 6 } } };
    const stranger = { login: "eve", id: 9, bot: false };
    expect(denials({ requests: [request(place)], facts: { author: stranger } })).toEqual([
      "denied-author 7",
      "denied-behalf 7",
    ]);
    const eve = [request({ ...place, who: "eve" })];
    expect(denials({ requests: eve, access: { policies: [policy({ behalf: true })] } })).toEqual([
      "unknown-person 7",
      "denied-who 7",
    ]);
  });

  test("a person whom the policy would not let have it is told nothing of teams", () => {
    const policies = [policy({ who: [{ kind: "user", login: "bob" }] })];
    expect(denials({ access: { policies } })).toEqual(["denied-who 1"]);
  });

  test("a part on a request that is not given has no line", () => {
    const long = request({ length: { kind: "for", seconds: lasting("9h") } });
    expect(denialFindings(judge({ requests: [long] }).decision, [])).toEqual([]);
  });

  test("a request that says nothing of where its keys stand is cited as a file", () => {
    const bare = request({ at: {}, what: ["aws-prod/nothing"] });
    const { decision } = judge({ requests: [bare] });
    expect(denialFindings(decision, [bare])[0]).toMatchObject({ code: "unknown-role", path: PATH });
  });
});
