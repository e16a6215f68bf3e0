import { expect, test } from "vitest";
import { formatInstant } from "../../../src/model/instant.js";
import { accessWith, FILES } from "./sources.js";

const PEOPLE = FILES["access/people.yaml"] ?? "";

function read(entries: readonly string[], people = PEOPLE) {
  const list = entries.map((entry) => `  - { ${entry} }\n`).join("");
  const { people: who, findings } = accessWith({ "access/people.yaml": `${people}delegations:\n${list}` });
  const codes = findings.map(
    ({ code, severity, line }) => `${severity === "error" ? "" : `${severity} `}${code} ${line}`,
  );
  return { ...who, codes, args: findings.map(({ args }) => args) };
}

const GOOD = "from: DANA, to: bob, what: [aws-prod/*], until: 2026-12-01T00:00:00+01:00, why: On leave.";

test("a delegation is read with its window, and people as they are listed", () => {
  const since = GOOD.replace("until", "since: 2026-11-24T00:00:00Z, until");
  const { delegations, codes } = read([GOOD, since]);
  expect(codes).toEqual([]);
  expect(
    delegations.map(({ since: from, until, ...rest }) => [rest, from && formatInstant(from), formatInstant(until)]),
  ).toEqual([
    [{ from: "dana", to: "bob", what: ["aws-prod/*"], why: "On leave." }, undefined, "2026-11-30T23:00:00Z"],
    [
      { from: "dana", to: "bob", what: ["aws-prod/*"], why: "On leave." },
      "2026-11-24T00:00:00Z",
      "2026-11-30T23:00:00Z",
    ],
  ]);
});

test.each([
  ["from: dan, to: bob", "unknown-person 8"],
  ["from: dana, to: zoe", "unknown-person 8"],
  ["from: dana, to: Dana", "self-delegation 8"],
])("%s is %s", (names, code) => {
  expect(read([GOOD.replace("from: DANA, to: bob", names)]).codes).toEqual([code]);
});

test.each([
  ["until: 2026-12-01T00:00:00+01:00", "until: tomorrow", "bad-instant 8"],
  ["until: 2026-12-01T00:00:00+01:00", "until: 2026-12-41T00:00:00Z", "bad-instant 8"],
  ["until", "since: 2026-12-01, until", "bad-instant 8"],
  ["until", "since: 2026-02-30T00:00:00Z, until", "bad-instant 8"],
  ["until", "since: 2026-11-30T23:00:00Z, until", "delegation-window 8"],
  ["why: On leave.", "why: ''", "wrong-value 8"],
  [", why: On leave.", "", "missing-key 8"],
  ["why", "reason: x, why", "unknown-key 8"],
  ["[aws-prod/*]", "[]", "wrong-value 8"],
  ["[aws-prod/*]", "[aws-prod]", "wrong-value 8"],
  ["[aws-prod/*]", "[gcp-*/*]", "warning matches-nothing 8"],
  ["[aws-prod/*]", "[aws-prod/admn]", "warning unknown-role 8"],
])("with %s as %s it is %s", (right, wrong, code) => {
  expect(read([GOOD.replace(right, wrong)]).codes).toEqual([code]);
});

test("what is wrong is told with its names and moments, and as what was meant", () => {
  const args = (right: string, wrong: string) => read([GOOD.replace(right, wrong)]).args;
  expect(args("DANA", "dnaa")).toEqual([{ login: "dnaa", suggestion: "dana" }]);
  expect(args("bob", "DANA")).toEqual([{ login: "dana" }]);
  expect(read([GOOD, GOOD]).args).toEqual([{ from: "dana", to: "bob" }]);
  expect(args("until", "since: 2026-11-30T23:00:00Z, until")).toEqual([
    { since: "2026-11-30T23:00:00Z", until: "2026-11-30T23:00:00Z" },
  ]);
  expect(args("until", "since: 2026-02-30T00:00:00Z, until")).toEqual([
    { key: "since", received: "2026-02-30T00:00:00Z" },
  ]);
});

test("one whose end is no moment lets nobody speak", () => {
  const { delegations, codes } = read([GOOD.replace("2026-12-01", "2026-02-30")]);
  expect([delegations, codes]).toEqual([[], ["bad-instant 8"]]);
});

test("the same twice is said, whatever the order of its globs", () => {
  const two = GOOD.replace("[aws-prod/*]", "[aws-prod/*, aws-prod/admin]");
  const turned = GOOD.replace("[aws-prod/*]", "[aws-prod/admin, aws-prod/*]");
  expect(read([two, GOOD, turned]).codes).toEqual(["duplicate-delegation 10"]);
});

test("a team may be one on GitHub, which policies then name as any other", () => {
  const people = PEOPLE.replace("[alice, bob]", "github:acme/sre-oncall");
  const { teams, liveTeams, codes } = read([GOOD], people);
  expect([teams.size, liveTeams.get("sre"), codes]).toEqual([0, { organization: "acme", slug: "sre-oncall" }, []]);
});

test.each(["github:acme", "acme/sre", "github:acme/sre/oncall", "GitHub:acme/sre", "github:acme/../x", ""])(
  "a team is not %j",
  (text) => {
    expect(read([GOOD], PEOPLE.replace("[alice, bob]", `"${text}"`)).codes).toEqual(["wrong-value 6"]);
  },
);
