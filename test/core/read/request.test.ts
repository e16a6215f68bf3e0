import { expect, test } from "vitest";
import { parseRequest, readRequest, windowFindings } from "../../../src/core/read/request.js";
import { type Instant, parseInstant } from "../../../src/model/instant.js";
import { accessWith, fileOf, glance, REQUEST_PATH } from "./sources.js";

const GOOD = `who: alice
what: aws-prod/admin
for: 2h
why: Promote the orders-db replica; the primary is not taking writes.
ticket: INC-4812
`;
const access = accessWith();

function read(text: string, path = REQUEST_PATH) {
  return readRequest(fileOf(path, text), access);
}

function instant(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined) throw new Error(`not an instant: ${text}`);
  return value;
}

test("a request reads as who, what, for how long, why", () => {
  expect(read(GOOD).request).toEqual({
    path: REQUEST_PATH,
    who: "Alice",
    what: ["aws-prod/admin"],
    length: { kind: "for", seconds: 7200 },
    why: "Promote the orders-db replica; the primary is not taking writes.",
    emergency: false,
    ticket: "INC-4812",
    at: {
      "": { line: 1, column: 1 },
      "/who": { line: 1, column: 1 },
      "/what": { line: 2, column: 1 },
      "/what/0": { line: 2, column: 1 },
      "/for": { line: 3, column: 1 },
      "/why": { line: 4, column: 1 },
      "/ticket": { line: 5, column: 1 },
    },
  });
});

test("several roles of one system stand in a list, each with its place", () => {
  const text = GOOD.replace("aws-prod/admin", "\n  - aws-prod/admin\n  - aws-prod/rds-operator");
  const { request } = read(text);
  expect(request?.what).toEqual(["aws-prod/admin", "aws-prod/rds-operator"]);
  expect(request?.at["/what/1"]).toEqual({ line: 4, column: 5 });
});

test("a request may begin later and end at an instant", () => {
  const text = GOOD.replace("for: 2h", "from: 2026-11-23T09:00:00+01:00\nuntil: 2026-11-23T18:00:00Z");
  expect(read(text).request).toMatchObject({
    from: instant("2026-11-23T08:00:00Z"),
    length: { kind: "until", until: instant("2026-11-23T18:00:00Z") },
  });
});

test("a reason of several lines keeps its lines", () => {
  const text = GOOD.replace(/why: .*/, "why: |\n  Promote the replica.\n\n  Then watch it.");
  expect(read(text).request?.why).toBe("Promote the replica.\n\nThen watch it.");
});

test("a wrong key is one finding, which says the key that was meant", () => {
  expect(read(GOOD.replace("who:", "wo:")).findings).toEqual([
    {
      code: "unknown-key",
      severity: "error",
      path: REQUEST_PATH,
      line: 1,
      column: 1,
      args: {
        key: "wo",
        known: ["who", "what", "for", "until", "why", "ticket", "from", "emergency", "renews"],
        suggestion: "who",
      },
    },
  ]);
});

test("a wrong key that could be anything gets no guess, and the missing one is named too", () => {
  expect(read(GOOD.replace("for:", "duration:")).findings).toEqual([
    expect.objectContaining({ code: "one-of-keys", line: 1, args: { keys: ["for", "until"], received: [] } }),
    expect.objectContaining({
      code: "unknown-key",
      line: 3,
      column: 1,
      args: { key: "duration", known: ["who", "what", "for", "until", "why", "ticket", "from", "emergency", "renews"] },
    }),
  ]);
});

test("a wrong key that meant `until` does not also miss one of the two", () => {
  expect(glance(read(GOOD.replace("for: 2h", "util: 2026-11-22T18:00:00Z")).findings)).toEqual(["unknown-key 3:1"]);
});

test("a person who is not listed is named on their line, with who was probably meant", () => {
  expect(read(GOOD.replace("alice", "alcie")).findings).toEqual([
    {
      code: "unknown-person",
      severity: "error",
      path: REQUEST_PATH,
      line: 1,
      column: 6,
      args: { login: "alcie", suggestion: "Alice" },
    },
  ]);
});

test("a role that the system has not is named on its line, with the roles that it has", () => {
  expect(read(GOOD.replace("aws-prod/admin", "aws-prod/amdin")).findings).toEqual([
    {
      code: "unknown-role",
      severity: "error",
      path: REQUEST_PATH,
      line: 2,
      column: 7,
      args: { system: "aws-prod", role: "amdin", known: ["admin", "rds-operator"], suggestion: "admin" },
    },
  ]);
});

test.each([
  ["2 hours", "2h"],
  ["90 minutes", "1h30m"],
  ["'2 hours and 5 min'", "2h5m"],
  ["1.5h", "1h30m"],
  ["1 week", "7d"],
  ["2H", "2h"],
])("`for: %s` is refused on its line, and `%s` suggested", (written, suggestion) => {
  expect(read(GOOD.replace("2h", written)).findings).toEqual([
    {
      code: "bad-duration",
      severity: "error",
      path: REQUEST_PATH,
      line: 3,
      column: 6,
      args: { key: "for", received: written, suggestion },
    },
  ]);
});

test.each(["two hours", "2", "0m", "-2h", "4h garbage", "P1M", "400d", "30s", "h", "[2h]", "1e9h", "9".repeat(60)])(
  "`for: %s` is refused, and nothing is guessed",
  (written) => {
    const [only, ...rest] = read(GOOD.replace("2h", written)).findings ?? [];
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ code: "bad-duration", line: 3, column: 6 });
    expect(only?.args).not.toHaveProperty("suggestion");
  },
);

test.each([
  "tomorrow",
  "2026-11-22",
  "2026-11-22T18:00:00",
  "2026-02-30T18:00:00Z",
  "1763834400",
  "2026-11-22 18:00:00Z",
])("`until: %s` is no instant", (written) => {
  expect(read(GOOD.replace("for: 2h", `until: ${written}`)).findings).toEqual([
    expect.objectContaining({ code: "bad-instant", line: 3, column: 8, args: { key: "until", received: written } }),
  ]);
});

test("an instant that does not exist is refused for `from` too", () => {
  expect(glance(read(`${GOOD}from: 2026-02-30T18:00:00Z\n`).findings)).toEqual(["bad-instant 6:7"]);
});

test("a YAML syntax error is reported once, where it stands", () => {
  expect(read(GOOD.replace("why: Promote", "why: Promote: now")).findings).toEqual([
    {
      code: "yaml-syntax",
      severity: "error",
      path: REQUEST_PATH,
      line: 4,
      column: 6,
      args: {
        problem: expect.stringMatching(
          /^Nested mappings are not allowed .*; text that holds a colon and a blank has to stand in quotes$/,
        ),
      },
    },
  ]);
  expect(
    read(`${GOOD}: [\n`)
      .findings?.map(({ args }) => JSON.stringify(args))
      .join(),
  ).not.toContain("quotes");
});

test("`for` and `until` exclude each other, at the second of them", () => {
  expect(read(`${GOOD}until: 2026-11-22T18:00:00Z\n`).findings).toEqual([
    expect.objectContaining({
      code: "one-of-keys",
      line: 6,
      column: 1,
      args: { keys: ["for", "until"], received: ["for", "until"] },
    }),
  ]);
});

test("a missing key says what it is for and what it looks like", () => {
  expect(read(GOOD.replace(/why: .*\n/, "")).findings).toEqual([
    expect.objectContaining({
      code: "missing-key",
      line: 1,
      column: 1,
      args: {
        key: "why",
        about: expect.stringContaining("Why the access is needed"),
        example: "Promote the orders-db replica; the primary is not taking writes.",
      },
    }),
  ]);
});

test.each([
  ["who: alice", "who: 12345", "wrong-value 1:6"],
  ["who: alice", "who:", "wrong-value 1:1"],
  ["who: alice", "who: аlice", "wrong-value 1:6"],
  ["who: alice", "who: '@alice'", "wrong-value 1:6"],
  ["who: alice", "who: [alice]", "wrong-value 1:6"],
  ["aws-prod/admin", "AWS-prod/admin", "wrong-value 2:7"],
  ["aws-prod/admin", "aws-prod", "wrong-value 2:7"],
  ["aws-prod/admin", "aws-prod/*", "wrong-value 2:7"],
  ["aws-prod/admin", "aws-prod/../admin", "wrong-value 2:7"],
  ["aws-prod/admin", "[]", "wrong-value 2:7"],
  ["aws-prod/admin", "[aws-prod/admin, 7]", "wrong-value 2:24"],
  ["aws-prod/admin", "{ a: b }", "wrong-value 2:7"],
  ["aws-prod/admin", "[aws-prod/admin, aws-prod/admin]", "duplicate-what 2:24"],
  ["aws-prod/admin", "aws-test/admin", "other-system 2:7"],
  ["aws-prod/admin", "[aws-prod/admin, aws-test/admin]", "other-system 2:24"],
  ["INC-4812", '"INC\\n4812"', "wrong-value 5:9"],
  ["INC-4812", `I${"N".repeat(100)}`, "wrong-value 5:9"],
  ["INC-4812", "4812", "wrong-value 5:9"],
])("instead of `%s`, `%s` is %s", (right, wrong, expected) => {
  expect(glance(read(GOOD.replace(right, wrong)).findings)).toEqual([expected]);
});

test.each(["short", "''", "'                        '", "a".repeat(1001)])("%j is no reason", (why) => {
  expect(glance(read(GOOD.replace(/why: .*/, `why: ${why}`)).findings)).toEqual(["wrong-value 4:6"]);
});

test("the value at fault is shown beside what was expected and an example", () => {
  expect(read(GOOD.replace("alice", "12345")).findings?.[0]?.args).toEqual({
    key: "who",
    expected: "a GitHub login, in quotes where it is all digits",
    example: "alice",
    received: "12345",
  });
});

test("everything wrong with a request is told at once, in the order of the file", () => {
  const text = "who: nobody-here\nwhat: aws-prod/nothing\nfor: 2 hours\nwhy: x\nextra: 1\n";
  expect(glance(read(text).findings)).toEqual([
    "unknown-person 1:6",
    "unknown-role 2:7",
    "bad-duration 3:6",
    "wrong-value 4:6",
    "unknown-key 5:1",
  ]);
});

test("an emergency neither begins later nor continues anything", () => {
  const emergency = `${GOOD}emergency: true\n`;
  expect(read(emergency).request).toMatchObject({ emergency: true });
  expect(glance(read(`${emergency}from: 2026-11-23T09:00:00Z\n`).findings)).toEqual(["one-of-keys 7:1"]);
  const renews = "renews: access/requests/aws-prod/2026/11/21/alice-admin.yaml\n";
  expect(glance(read(emergency + renews).findings)).toEqual(["one-of-keys 7:1"]);
  expect(read(`${GOOD}emergency: false\n${renews}`).request).toMatchObject({
    emergency: false,
    renews: "access/requests/aws-prod/2026/11/21/alice-admin.yaml",
  });
});

test.each(["alice-admin.yaml", "access/requests/aws-prod/alice.yaml", "access/policies/x.yaml", "../x"])(
  "a request cannot renew %j",
  (renews) => expect(glance(read(`${GOOD}renews: ${renews}\n`).findings)).toEqual(["wrong-value 6:9"]),
);

test("an end before its beginning is an empty window", () => {
  const text = GOOD.replace("for: 2h", "from: 2026-11-23T09:00:00Z\nuntil: 2026-11-23T09:00:00Z");
  expect(read(text).findings).toEqual([
    expect.objectContaining({
      code: "empty-window",
      line: 4,
      args: { from: "2026-11-23T09:00:00Z", until: "2026-11-23T09:00:00Z" },
    }),
  ]);
});

test("a folder of no system names the nearest", () => {
  const path = REQUEST_PATH.replace("aws-prod", "aws-prd");
  expect(read(GOOD.replace("aws-prod/admin", "aws-prd/admin"), path).findings).toEqual([
    expect.objectContaining({ code: "unknown-system", line: 2, args: { system: "aws-prd", suggestion: "aws-prod" } }),
  ]);
});

test.each([
  "access/requests/aws-prod/2026/11/22/alice-admin.yml",
  "access/requests/aws-prod/2026/11/22/Alice-admin.yaml",
  "access/requests/aws-prod/2026/11/alice-admin.yaml",
  "access/requests/aws-prod/2026/13/22/alice-admin.yaml",
  "access/requests/aws-prod/2026/11/22/a/alice-admin.yaml",
  "access/requests/AWS/2026/11/22/alice-admin.yaml",
  "access/requests/alice-admin.yaml",
  "access/requests/aws-prod/2026/11/22/.yaml",
  "access/requests/aws-prod/2026/11/22/а.yaml",
  "access/requests/aws-prod/2026/11/22/a.yaml\n",
  "elsewhere/alice-admin.yaml",
])("%j is no place for a request", (path) => {
  expect(read(GOOD, path).findings).toEqual([
    {
      code: "file-name",
      severity: "error",
      path,
      args: { expected: "access/requests/<system>/YYYY/MM/DD/<name>.yaml" },
    },
  ]);
});

test("a request by itself is read without the people and systems of today", () => {
  const { request } = parseRequest(fileOf(REQUEST_PATH, GOOD.replace("alice", "gone").replace("/admin", "/gone")));
  expect(request).toMatchObject({ who: "gone", what: ["aws-prod/gone"] });
  expect(glance(parseRequest(fileOf(REQUEST_PATH, GOOD.replace("2h", "x"))).findings)).toEqual(["bad-duration 3:6"]);
});

test("an end that has passed and a beginning that is too far are findings of the moment", () => {
  const until = parseRequest(fileOf(REQUEST_PATH, GOOD.replace("for: 2h", "until: 2026-11-22T18:00:00Z"))).request;
  const from = parseRequest(fileOf(REQUEST_PATH, `${GOOD}from: 2026-11-29T18:00:01Z\n`)).request;
  if (!until || !from) throw new Error("they can be read");
  expect(windowFindings(until, instant("2026-11-22T17:59:59Z"))).toEqual([]);
  expect(windowFindings(until, instant("2026-11-22T18:00:00Z"))).toEqual([
    expect.objectContaining({
      code: "until-passed",
      line: 3,
      args: { until: "2026-11-22T18:00:00Z", now: "2026-11-22T18:00:00Z" },
    }),
  ]);
  expect(windowFindings(from, instant("2026-11-22T18:00:01Z"))).toEqual([]);
  expect(windowFindings(from, instant("2026-11-22T18:00:00Z"))).toEqual([
    expect.objectContaining({
      code: "from-too-late",
      line: 6,
      args: { from: "2026-11-29T18:00:01Z", limit: "2026-11-29T18:00:00Z" },
    }),
  ]);
});

test("the same bytes are read anew where they lie elsewhere, or are no plain file", () => {
  const file = fileOf(REQUEST_PATH, GOOD);
  const path = REQUEST_PATH.replace("alice-admin", "alice-again");
  expect(readRequest(file, access).request?.path).toBe(REQUEST_PATH);
  expect(readRequest({ ...file, path }, access).request?.path).toBe(path);
  expect(readRequest({ ...file, mode: "120000" }, access).request).toBeUndefined();
});

test("a role that is named twice is named in the finding", () => {
  const { findings } = read(GOOD.replace("aws-prod/admin", "[aws-prod/admin, aws-prod/admin]"));
  expect(findings).toMatchObject([{ code: "duplicate-what", args: { what: "aws-prod/admin" } }]);
});
