import { describe, expect, test } from "vitest";
import { covering, delegatorsOf, wordsGiven } from "../../../src/core/decide/delegates.js";
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
