import { describe, expect, test } from "vitest";
import { covering, delegatorsOf, fruitless, wordsGiven } from "../../../src/core/decide/delegates.js";
import type { Delegation } from "../../../src/model/person.js";
import type { What } from "../../../src/model/what.js";
import { minutes, NOW } from "../world.js";

function delegation(from: string, to: string, changes: Partial<Delegation> = {}): Delegation {
  return { from, to, what: ["aws-prod/*"], until: minutes(60), why: "On leave.", ...changes };
}

describe("what a delegation covers", () => {
  const whats = (...all: readonly What[]) => all;

  test("is all that is asked, or none of it", () => {
    const one = delegation("dana", "erin", { what: ["aws-prod/admin", "orders-db/*"] });
    expect(covering([one], whats("aws-prod/admin"))).toEqual([one]);
    expect(covering([one], whats("aws-prod/admin", "orders-db/write"))).toEqual([one]);
    expect(covering([one], whats("aws-prod/admin", "aws-prod/reader"))).toEqual([]);
  });

  test("is nothing where nobody knows what is asked", () => {
    expect(covering([delegation("dana", "erin", { what: ["*/*"] })], [])).toEqual([]);
  });
});

describe("for whom somebody speaks", () => {
  test("is whoever let them, at that moment, without regard to case", () => {
    const all = [delegation("dana", "Erin", { since: NOW }), delegation("carol", "bob")];
    expect(delegatorsOf({ login: "erin", at: NOW }, all)).toEqual(["dana"]);
    expect(delegatorsOf({ login: "erin", at: minutes(-1) }, all)).toEqual([]);
    expect(delegatorsOf({ login: "erin", at: minutes(60) }, all)).toEqual([]);
  });

  test("of two who would speak for the same person the first does", () => {
    const both = [delegation("dana", "erin"), delegation("dana", "carol")];
    const spoken = ["carol", "erin"].map((login) => ({ login, at: NOW }));
    expect(wordsGiven(spoken, (login) => login === "dana", both)).toEqual(new Map([["carol", "dana"]]));
  });

  test("nobody is spoken for who is not asked, or speaks themselves", () => {
    const asked = (login: string): boolean => login === "dana";
    const erin = { login: "erin", at: NOW };
    expect(wordsGiven([erin], asked, [delegation("carol", "erin")])).toEqual(new Map());
    expect(wordsGiven([erin], asked, [delegation("dana", "erin")])).toEqual(new Map([["erin", "dana"]]));
    expect(
      wordsGiven([erin, { login: "Dana", at: NOW }], (login) => asked(login.toLowerCase()), [
        delegation("dana", "erin"),
      ]),
    ).toEqual(new Map([["Dana", "dana"]]));
  });
});

describe("what somebody said for another in vain", () => {
  const isDana = (login: string): boolean => login === "dana";
  const whats: readonly What[] = ["aws-prod/admin"];
  const erin = { login: "erin", at: NOW };
  const because = (...delegations: readonly Delegation[]) =>
    fruitless([erin], isDana, { delegations, whats }).map((one) => one.because);

  test("was for another role, or at another moment", () => {
    const elsewhere = delegation("dana", "erin", { what: ["orders-db/*"] });
    expect(because(elsewhere)).toEqual(["role"]);
    expect(because(delegation("dana", "erin", { until: NOW }))).toEqual(["window"]);
    expect(because(delegation("dana", "erin", { since: minutes(1) }), elsewhere)).toEqual(["window", "role"]);
  });

  test("is nothing where one of the delegations counts, or none is of anybody who is asked", () => {
    const elsewhere = delegation("dana", "erin", { what: ["orders-db/*"] });
    expect(because(elsewhere, delegation("dana", "erin"))).toEqual([]);
    expect(because(delegation("carol", "erin", { what: ["orders-db/*"] }))).toEqual([]);
    expect(because(delegation("dana", "bob", { until: NOW }))).toEqual([]);
  });

  test("is nothing of one who is asked themselves, or where nobody knows what is asked", () => {
    const delegations = [delegation("dana", "erin", { until: NOW })];
    expect(fruitless([erin], () => true, { delegations, whats })).toEqual([]);
    expect(fruitless([erin], isDana, { delegations, whats: [] })).toEqual([]);
  });
});
