import { describe, expect, test } from "vitest";
import { possibilitiesOf, possibilitiesOn, possibility, simulate } from "../../src/core/simulate.js";
import { NO_PAST } from "../../src/model/facts.js";
import type { Possibility, Terms } from "../../src/model/simulation.js";
import { access, lasting, NOW, policy, system } from "./world.js";

const PLAIN: Terms = { at: NOW, why: "", approvals: [], writers: [], teams: {}, past: NO_PAST, emergency: false };

function glance({ who, what, can, seconds, approvals }: Possibility): string {
  return `${who} ${what} ${can} ${seconds} ${approvals.flatMap(({ candidates }) => candidates).join()}`;
}

describe("one question", () => {
  test("waits for whom the policy names, and nobody has approved", () => {
    const one = possibility(access(), "alice", "aws-prod/admin", { ...PLAIN, seconds: lasting("2h") });
    expect([one.can, one.decision.outcome, one.approvals.map(({ candidates }) => candidates)]).toEqual([
      "yes",
      "waiting",
      [["dana"]],
    ]);
  });

  test("is allowed once they are said to approve, and not by the beneficiary", () => {
    const asked = (approvals: readonly string[]) =>
      possibility(access(), "alice", "aws-prod/admin", { ...PLAIN, approvals }).decision.outcome;
    expect([asked(["Dana"]), asked(["alice"]), asked(["mallory"])]).toEqual(["allowed", "waiting", "waiting"]);
  });

  test("longer than a policy allows it cannot be, whoever approves", () => {
    const one = possibility(access(), "alice", "aws-prod/admin", {
      ...PLAIN,
      seconds: lasting("8h"),
      approvals: ["dana"],
    });
    expect([one.can, one.obstacles.map(({ reason }) => reason.kind)]).toEqual(["no", ["length"]]);
  });

  test("asked by somebody else it is what the policy says of that", () => {
    const asked = (behalf: boolean) =>
      possibility(access({ policies: [policy({ behalf })] }), "alice", "aws-prod/admin", { ...PLAIN, author: "bob" })
        .can;
    expect([asked(true), asked(false)]).toEqual(["yes", "no"]);
  });

  test("whoever is not listed gets nothing", () => {
    expect(possibility(access(), "zoe", "aws-prod/admin", PLAIN).can).toBe("no");
  });

  test("a ticket that is not said is a condition, one that does not fit too, and one that fits is none", () => {
    const ticketed = access({ policies: [policy({ ticket: "^INC-\\d+$" })] });
    const asked = (ticket?: string) =>
      possibility(ticketed, "alice", "aws-prod/admin", { ...PLAIN, ...(ticket === undefined ? {} : { ticket }) });
    expect([asked().can, asked("urgent").can, asked("INC-1").can]).toEqual(["if", "if", "yes"]);
    expect(asked().conditions.map(({ reason }) => reason.kind)).toEqual(["ticket"]);
  });

  test("a rule that does not hold is a condition, and an emergency is whom the policy names for it", () => {
    const rules = [{ expect: "size(request.why) >= 20", message: "Say what you will do." }];
    const emergency = { who: [{ kind: "user", login: "alice" }], for: lasting("1h"), review: lasting("24h") } as const;
    const strict = access({ policies: [policy({ rules, emergency })] });
    expect(possibility(strict, "alice", "aws-prod/admin", PLAIN)).toMatchObject({ can: "if", seconds: 14_400 });
    const why = "Promote the orders-db replica.";
    expect(possibility(strict, "alice", "aws-prod/admin", { ...PLAIN, why }).can).toBe("yes");
    const broken = (who: string) => possibility(strict, who, "aws-prod/admin", { ...PLAIN, why, emergency: true });
    expect(broken("alice")).toMatchObject({ can: "yes", seconds: 3600, decision: { outcome: "allowed" } });
    expect(broken("bob").can).toBe("no");
  });

  test("approvals that too few could give make it impossible", () => {
    const two = access({ policies: [policy({ approve: [{ by: [{ kind: "codeowners" }], count: 2 }] })] });
    expect(possibility(two, "alice", "aws-prod/admin", PLAIN).can).toBe("no");
  });

  test("it is the judgement that a pull request gets, errors of the folder included", () => {
    const broken = access({ findings: [{ code: "file-not-text", severity: "error", args: {} }] });
    const question = {
      ...PLAIN,
      who: "alice",
      what: "aws-prod/admin",
      author: "alice",
      seconds: lasting("1h"),
    } as const;
    expect(simulate(broken, question).outcome).toBe("denied");
  });
});

describe("what somebody could have", () => {
  const several = access({
    systems: new Map([
      ["aws-prod", system("aws-prod")],
      ["orders-db", system("orders-db")],
    ]),
    policies: [
      policy(),
      policy({ name: "short", what: ["aws-prod/admin"], for: lasting("30m"), who: [{ kind: "user", login: "alice" }] }),
      policy({ name: "free", what: ["orders-db/reader"], who: [{ kind: "team", name: "security" }], approve: [] }),
    ],
  });

  test("is every role, for the longest that all of its policies allow", () => {
    expect(possibilitiesOf(several, "alice", PLAIN).map(glance)).toEqual([
      "alice aws-prod/admin yes 1800 dana,dana",
      "alice aws-prod/reader yes 14400 dana",
      "alice orders-db/admin no 60 ",
      "alice orders-db/reader no 14400 ",
    ]);
  });

  test("who could have a role is everyone who is listed", () => {
    expect(possibilitiesOn(several, "aws-prod/admin", PLAIN).map(({ who, can }) => `${who} ${can}`)).toEqual([
      "alice yes",
      "bob no",
      "carol no",
      "dana no",
      "erin no",
    ]);
  });

  test("asked for a length of its own, each is judged for that", () => {
    const terms = { ...PLAIN, seconds: lasting("2h") };
    expect(possibilitiesOf(several, "alice", terms).map(({ can }) => can)).toEqual(["no", "yes", "no", "no"]);
  });

  test("the one who owns the only approval cannot have it alone", () => {
    const dana = access({ policies: [policy({ who: [{ kind: "user", login: "dana" }] })] });
    expect(possibilitiesOn(dana, "aws-prod/admin", PLAIN).filter(({ can }) => can !== "no")).toEqual([]);
  });
});
