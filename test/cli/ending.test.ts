import { expect, test } from "vitest";
import { endOf } from "../../src/cli/end-of.js";
import { type Ending, end, UsageError } from "../../src/cli/ending.js";
import { instantOf } from "../../src/model/instant.js";
import { Failure } from "../../src/wire.js";

function printed({ text }: Ending): string {
  return typeof text === "string" ? text : [...text].join("\n");
}

test("the user's mistake exits 2 with the message alone", () => {
  expect(endOf(new UsageError("say which"))).toEqual({ text: "curfew: say which", exit: 2 });
});

test("the world's failure exits 1 with one line", () => {
  const failure = new Failure("GitHub answered 404:\n Not Found\u001b[31m", { transient: false });
  expect(endOf(failure)).toEqual({ text: "curfew: GitHub answered 404: Not Found\\u{001B}[31m", exit: 1 });
});

test("a failure that may pass says so", () => {
  expect(endOf(new Failure("timed out.", { transient: true })).text).toBe(
    "curfew: timed out. This may pass: try again.",
  );
});

test("a bug exits 70 with its stack and a link to report it by", () => {
  const { text, exit } = endOf(new TypeError("x is undefined & so on"));
  expect(exit).toBe(70);
  expect(text).toContain("this is a bug of Curfew");
  expect(text).toMatch(/\n {4}at .*ending\.test/);
  expect(text).toContain("/issues/new?title=x%20is%20undefined%20%26%20so%20on");
});

test("what was thrown and is no error is a bug too", () => {
  expect(endOf("oops")).toMatchObject({ exit: 70, text: expect.stringContaining("oops") });
});

test("a secret is in none of them", () => {
  const message = "fetch https://x:ghs_secret1@github.com with ghp_secret2 failed";
  for (const error of [new Error(message), new Failure(message, { transient: false }), message]) {
    expect(endOf(error).text).not.toContain("secret");
  }
});

test("instants are written as RFC 3339 in JSON, wherever they are, and maps are objects", () => {
  const at = instantOf(Date.UTC(2026, 10, 22, 18));
  const value = { at, held: [{ until: at, granted: at, ended: at, from: at }], by: new Map([["alice", { at }]]) };
  const written = "2026-11-22T18:00:00Z";
  expect(JSON.parse(printed(end(true, value, "", true)))).toEqual({
    at: written,
    held: [{ until: written, granted: written, ended: written, from: written }],
    by: { alice: { at: written } },
  });
});

test("numbers that are no instants stay numbers, and a finding's arguments stay as they are", () => {
  const value = { line: 4, pull: 1, ended: true, findings: [{ code: "clock-skew", args: { seconds: 40, at: 7 } }] };
  expect(JSON.parse(printed(end(true, value, "", true)))).toEqual(value);
});

test("findings exit 1, whatever is printed", () => {
  expect(end(false, {}, "text", false)).toEqual({ text: "text", exit: 1 });
  const asJson = end(true, {}, "text", false);
  expect([printed(asJson), asJson.exit]).toEqual(["{}", 1]);
  expect(end(false, {}, "text", true).exit).toBe(0);
});
