import { describe, expect, test } from "vitest";
import { ask, faultOfExpression } from "../../../src/core/expressions/expressions.js";
import { circumstances } from "./circumstances.js";

test.each([
  ["request.minutes > 60", true],
  ["request.minutes > 120", false],
  ['"sre" in person.teams', true],
  ['"security" in author.teams', false],
  ['person.teams.exists(team, team.startsWith("sr"))', true],
  ['person.teams.all(team, team == "sre")', true],
  ['["sre", "oncall"].exists_one(team, team in person.teams)', true],
  ["author.login == person.login", true],
  ['request.system == "aws-prod" && request.role == "admin"', true],
  ["size(request.why) >= 20", true],
  ["request.why.size() >= 21", false],
  ['request.why.lowerAscii().contains("replica")', true],
  ['request.ticket != ""', true],
  ["request.emergency || request.renewal", false],
  ["request.renewals == 0", true],
  ['request.until - request.from <= duration("2h")', true],
  ['request.until - request.from < duration("1h59m59s")', false],
  ['request.from < timestamp("2026-12-24T00:00:00+01:00")', true],
  ['request.until <= now + duration("90m")', false],
  ['now.getDayOfWeek("Europe/Berlin") in [0, 6] ? request.minutes <= 120 : true', true],
  ['string(request.minutes) == "120" && int("7") == 7', true],
  ['request.from - request.until < duration("0s")', true],
  ['request.from - request.until == duration("-2h")', true],
  ['now + duration("999999h999999h999999h") > now', true],
  ["(request.until - request.from).getMinutes() == 120", true],
  // As CEL has it: what the other side decides alone is no error.
  ["1 / 0 == 1 || true", true],
])("%s is %s", (expression, holds) => {
  expect(faultOfExpression(expression)).toBeUndefined();
  expect(ask(expression, circumstances())).toEqual({ ok: true, holds });
});

describe("what a policy cannot say is known when it is written", () => {
  test.each([
    ["requst.minutes > 60", "unknown-name", "requst"],
    ["request.minuts > 60", "unknown-name", "request.minuts"],
    ["request.what.role == 'x'", "types", "Cannot index type 'string'"],
    ["request.minutes", "not-boolean", "int"],
    ["request.why", "not-boolean", "string"],
    ['request.minutes > "60"', "types", "no such overload: int > string"],
    ["now > 5", "types", "no such overload: timestamp > int"],
    ["1 +", "syntax", "Unexpected token: EOF"],
    ["", "syntax", "Unexpected token: EOF"],
    ['request.why.matches("(a+)+$")', "unknown-function", "matches"],
    ["foo(request.why)", "unknown-function", "foo"],
    ["has(request.ticket)", "unknown-function", "has"],
    ["dyn(request.who) == 1", "unknown-function", "dyn"],
    ["type(1) == int", "unknown-function", "type"],
    ['bytes("a").size() == 1', "unknown-function", "bytes"],
    ["person.teams.map(team, team + team).size() > 1", "unknown-function", "map"],
    ['cel.bind(x, request.why, x == "")', "unknown-name", "cel"],
    ['request.why.split("").size() > 3', "unknown-function", "split"],
    ["google.protobuf.Timestamp == 1", "unknown-name", "google"],
    ["int == 1", "unknown-name", "int"],
    ["person.teams.exists(a, person.teams.exists(b, a == b))", "nested", "exists"],
    ["person.teams.all(request, request == 'x')", "shadowed", "request"],
    ["person.teams[0] == 'sre'", "forbidden", "person.teams[0]"],
    ['request["__pro" + "to__"] == 1', "forbidden", 'request["__pro" + "to__"]'],
    ["{'a': 1} == {'a': 1}", "forbidden", "{'a': 1}"],
    ["b'a' == b'a'", "forbidden", "b'a'"],
    ["request.ticket == null", "forbidden", "null"],
    ["[].exists(x, x.constructor.name == 'y')", "forbidden", "[]"],
    ["now < timestamp(request.why)", "literal", "timestamp"],
    ["now < timestamp('tomorrow')", "timestamp", "tomorrow"],
    ["now < timestamp('2026-11-22 10:00:00')", "timestamp", "2026-11-22 10:00:00"],
    ["now - now < duration('2 hours')", "duration", "2 hours"],
    ["now + duration('9999999h') > now", "duration", "9999999h"],
    ["now - now < duration(request.ticket)", "literal", "duration"],
    ["now.getHours('Europe/Berln') < 9", "zone", "Europe/Berln"],
    ["now.getHours('+02:00') < 9", "zone", "+02:00"],
    ["now.getHours(request.why) < 9", "literal", "getHours"],
    ["now.zoned_getHours('UTC') < 9", "unknown-function", "zoned_getHours"],
    ["now.getSeconds() == 1", "unknown-function", "getSeconds"],
    ["now.getHours('UTC', 'UTC') == 1", "types", expect.stringContaining("getHours")],
  ])("%s", (expression, because, detail) => {
    expect(faultOfExpression(expression)).toMatchObject({ because, detail });
    // Whoever runs it all the same is told why not, and never that it holds.
    expect(ask(expression, circumstances())).toMatchObject({ ok: false });
  });

  test("more than 500 characters are not read", () => {
    const long = `${"true || ".repeat(62)}true`;
    expect([long.length, faultOfExpression(long)]).toEqual([500, undefined]);
    expect(faultOfExpression(`${long} `)).toEqual({ because: "too-long", detail: "501" });
  });

  test("deep nesting and many parts are too large", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}true${")".repeat(depth)}`;
    expect(faultOfExpression(nested(20))).toBeUndefined();
    for (const source of [nested(60), `${"!".repeat(400)}true`, `${"1+".repeat(200)}1 == 1`]) {
      expect(faultOfExpression(source)).toMatchObject({ because: expect.stringMatching(/too-large|syntax/) });
    }
  });

  test("a name that is nearly right comes with those that there are", () => {
    expect(faultOfExpression("request.minuts > 60")?.known).toContain("request.minutes");
    expect(faultOfExpression("person.team == 'x'")?.known).toEqual(["person.login", "person.teams"]);
    expect(faultOfExpression("reqest.minutes > 60")?.known).toEqual(["request", "person", "author", "now"]);
  });
});

describe("nothing of the host can be reached", () => {
  test.each([
    "request.constructor == 1",
    "request.__proto__ == 1",
    "person.hasOwnProperty('login')",
    "person.teams.constructor == 1",
    "person.teams.length == 1",
    "'a'.constructor == 'b'",
    "person.teams.exists(t, t.constructor == 'x')",
    "person.teams.exists(__proto__, __proto__.x == 1)",
    "now.constructor.constructor('return process')() == 1",
    "this == 1",
    "globalThis.process == 1",
    "process.exit()",
    "toString() == 'x'",
    "constructor == 1",
    "__proto__ == 1",
    "request.who.__lookupGetter__('x') == 1",
  ])("%s", (expression) => {
    expect(faultOfExpression(expression)).toBeDefined();
    expect(ask(expression, circumstances())).toMatchObject({ ok: false });
  });
});

describe("an error while it is evaluated is an answer, and no permission", () => {
  test.each([
    ["1 / (request.minutes - 120) == 1", "division by zero"],
    ["!(1 / (request.minutes - 120) == 1)", "division by zero"],
    ["int(request.why) == 1", "int() type error: cannot convert to int"],
    ["9223372036854775807 + request.minutes > 0", expect.stringContaining("overflow")],
    ["int(request.ticket) > 0 && true", expect.stringContaining("int")],
  ])("%s", (expression, cause) => {
    expect(faultOfExpression(expression)).toBeUndefined();
    expect(ask(expression, circumstances())).toEqual({ ok: false, cause });
  });
});
