import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { suggestDuration } from "../../../src/core/read/durations.js";
import { matchesWhat } from "../../../src/core/read/globs.js";
import { editDistance, nearest, suggester } from "../../../src/core/read/suggest.js";
import { LONGEST_TICKET, problemOfPattern } from "../../../src/core/read/ticket-pattern.js";
import { formatDuration, parseDuration } from "../../../src/model/duration.js";

test.each([
  ["wo", ["who", "what", "why"], "who"],
  ["tikcet", ["who", "ticket"], "ticket"],
  ["WHY", ["who", "why"], "why"],
  ["reason", ["who", "what", "why"], undefined],
  ["", ["a"], undefined],
  ["x".repeat(65), ["x".repeat(65)], undefined],
])("of %s, %j has meant %s", (word, words, expected) => {
  expect(nearest(word, words)).toBe(expected);
});

test.each([
  ["ab", ["ac"], "ac"],
  ["abc", ["axy"], undefined],
  ["abcdef", ["abcdxy"], "abcdxy"],
  ["abcdef", ["abcxyz"], undefined],
  ["abcdef", ["abcdefgh", "abcdefgx"], "abcdefgh"],
  ["abcdef", ["abcdxy", "abcdex"], "abcdex"],
  ["x".repeat(64), ["y", "x".repeat(64)], "x".repeat(64)],
])("%s is near enough to one of %j: %s", (word, words, expected) => {
  expect(nearest(word, words)).toBe(expected);
});

test("in a file that may be wrong in thousands of places the first have a suggestion", () => {
  const suggest = suggester(["admin", ...Array.from({ length: 4999 }, () => "something else")]);
  expect([suggest("amdin"), suggest("amdin"), suggest("amdin")]).toEqual([
    { suggestion: "admin" },
    { suggestion: "admin" },
    {},
  ]);
  expect(suggester([])("admin")).toEqual({});
});

test.each([
  ["kitten", "sitting", 3],
  ["abc", "", 3],
  ["", "ab", 2],
  ["ab", "ba", 1],
  ["abcd", "acbd", 1],
  ["ca", "abc", 3],
  ["abcd", "bcd", 1],
  ["abcd", "abxcd", 1],
])("from %j to %j it is %i", (one, other, steps) => {
  expect(editDistance(one, other)).toBe(steps);
});

const word = fc.stringMatching(/^[a-d]{0,6}$/);

property.prop([word, word])("the distance is the same both ways, and none to itself", (one, other) => {
  expect(editDistance(one, other)).toBe(editDistance(other, one));
  expect(editDistance(one, one)).toBe(0);
  expect(editDistance(one, other) === 0).toBe(one === other);
});

test("a swap of neighbours is one step", () => {
  expect(editDistance("amdin", "admin")).toBe(1);
});

test.each([
  ["aws-prod/admin", "aws-prod/admin", true],
  ["aws-*/admin", "aws-prod/admin", true],
  ["*/*", "aws-prod/admin", true],
  ["*/*min", "aws-prod/admin", true],
  ["aws-*/admin", "gcp-prod/admin", false],
  ["*", "aws-prod/admin", false],
  ["aws*admin", "aws-prod/admin", false],
  ["aws-prod/", "aws-prod/admin", false],
  ["aws-prod/adm", "aws-prod/admin", false],
  ["a**-prod/admin", "aws-prod/admin", true],
  ["aws-prod*/admin**", "aws-prod/admin", true],
  ["aws-*/admi?", "aws-prod/admin", false],
])("the glob %s on %s: %s", (glob, what, expected) => {
  expect(matchesWhat(glob, what)).toBe(expected);
});

property.prop([fc.integer({ min: 1, max: 365 * 1440 })])(
  "what is suggested can be read, and is what was meant",
  (minutes) => {
    const text = formatDuration(minutes * 60);
    expect(suggestDuration(text.replaceAll(/[dhm]/g, " $& "))).toBe(text);
    expect(parseDuration(text)).toBe(minutes * 60);
  },
);

test.each([
  ["1.25h", "1h15m"],
  ["0.125 days", "3h"],
  ["1 w", "7d"],
  ["1 week", "7d"],
  ["2 weeks", "14d"],
  ["1 d", "1d"],
  ["1 day", "1d"],
  ["2 days", "2d"],
  ["1 h", "1h"],
  ["1 hr", "1h"],
  ["2 hrs", "2h"],
  ["1 hour", "1h"],
  ["2 hours", "2h"],
  ["1 m", "1m"],
  ["1 min", "1m"],
  ["2 mins", "2m"],
  ["1 minute", "1m"],
  ["2 minutes", "2m"],
  ["120 s", "2m"],
  ["60 sec", "1m"],
  ["60 secs", "1m"],
  ["60 second", "1m"],
  ["60 seconds", "1m"],
  [`2${" ".repeat(34)}hours`, "2h"],
])("for %j, %s is suggested", (text, suggestion) => {
  expect(suggestDuration(text)).toBe(suggestion);
});

test.each([
  "1,5h",
  "1.2.5h",
  "1.1234h",
  "1234567m",
  `2${" ".repeat(35)}hours`,
  "2x",
  "2 fortnights",
  "",
  "h",
  "0 hours",
  "90 seconds",
  "1.3333h",
  "about 2 hours",
  "2h!",
])("nothing is suggested for %j", (text) => {
  expect(suggestDuration(text)).toBeUndefined();
});

test.each([
  "^INC-\\d+$",
  "^(INC|CHG|PRB)-\\d{3,8}$",
  "^[A-Z][A-Z0-9]+-\\d+$",
  "^https://tickets\\.example\\.com/browse/[A-Z]+-\\d+$",
  "^(?:INC-)?\\d+$",
  "^[\\]a]+$",
  "^INC-\\d{5}(?:x){1}$".replace("{1}", ""),
  "",
  // Exactly as much as may be tried.
  "^a*b+c*?d{5,}$",
  "^(a|b)c*d*e*$",
  "^a{0,49}b{0,49}c{0,49}d{0,39}$",
  `^${"a?".repeat(22)}$`,
  `^${"a??".repeat(22)}$`,
  `^(?:${"a|".repeat(22)}b)$`,
  `^${"a{5}".repeat(50)}$`,
  `^${"a{5}?".repeat(50)}$`,
  "^[)]*(x)$",
  "^\\\\1$",
  "^\\*{3}$",
])("the pattern %s may stand", (pattern) => {
  expect(problemOfPattern(pattern)).toBeUndefined();
});

test.each([
  ["[", "Invalid regular expression"],
  ["(a+)+$", "it repeats a group"],
  ["(a|a)*$", "it repeats a group"],
  ["(?:a|b){2,}$", "it repeats a group"],
  ["(a)\\1", "it refers back to a group"],
  ["(?<n>a)\\k<n>", "it looks ahead"],
  ["(?=a)", "it looks ahead"],
  ["(?<!a)b", "it looks ahead"],
  [".*.*.*.*x", "too many ways"],
  ["a?".repeat(40), "too many ways"],
  ["a{0,50}a{0,50}a{0,50}a{0,50}x", "too many ways"],
  ["(?:a|b)(?:a|b)".repeat(20), "too many ways"],
  ["^(?:a){2}$", "it repeats a group"],
  ["^(?:a)+$", "it repeats a group"],
  // One more than may be tried.
  ["a*b+c*?d{5,}$", "too many ways"],
  ["^a*b+c*?d{5,}e*$", "too many ways"],
  ["^a*b*c*d*(x|y)$", "too many ways"],
  ["^a*b*|c*$", "too many ways"],
  ["x^a*b*c*d*$", "too many ways"],
  ["^a{0,49}b{0,49}c{0,49}d{0,40}$", "too many ways"],
  ["^a{0,100}b*c*d*e*$", "too many ways"],
  [`^${"a?".repeat(23)}$`, "too many ways"],
  [`^${"a??".repeat(23)}$`, "too many ways"],
  [`^(?:${"a|".repeat(23)}b)$`, "too many ways"],
])("the pattern %s may not: %s", (pattern, problem) => {
  expect(problemOfPattern(pattern)).toContain(problem);
});

property.prop([
  fc.array(
    fc.constantFrom("a", "b", ".", "[ab]", "a*", "a+", ".*", "b?", "a{1,9}", "(a|b)", "(?:a*)", "|", "\\w", "a*?", "x"),
    {
      maxLength: 12,
    },
  ),
])("what may stand backtracks on no ticket: a test that did would not end", (parts) => {
  const pattern = parts.join("");
  fc.pre(problemOfPattern(pattern) === undefined);
  const compiled = new RegExp(pattern, "u");
  for (const ticket of ["a".repeat(LONGEST_TICKET), `${"ab".repeat(49)}!`]) {
    expect([true, false]).toContain(compiled.test(ticket));
  }
});
