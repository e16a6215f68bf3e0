import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { commentCommand } from "../../../src/core/read/comment-command.js";
import { COMMAND_EXAMPLES, VERBS } from "../../../src/model/command.js";

const DONE = { kind: "command", command: { verb: "done" } };
const NONE = { kind: "none" };

test.each([
  ["/curfew help", { verb: "help" }],
  ["/curfew", { verb: "help" }],
  ["/curfew plan", { verb: "plan" }],
  ["/curfew done", { verb: "done" }],
  ["/curfew retry", { verb: "retry" }],
  ["/curfew extend 2h", { verb: "extend", seconds: 7200 }],
  [
    "/curfew  extend\t1h30m   The replica is behind. ",
    { verb: "extend", seconds: 5400, why: "The replica is behind." },
  ],
  ["/curfew extend PT2H", { verb: "extend", seconds: 7200 }],
  ["/curfew extend 2h 0123456789", { verb: "extend", seconds: 7200, why: "0123456789" }],
  [`/curfew extend 2h ${"x".repeat(500)}`, { verb: "extend", seconds: 7200, why: "x".repeat(500) }],
  [`/curfew reviewed ${"x".repeat(500)}`, { verb: "reviewed", note: "x".repeat(500) }],
  ["/curfew reviewed", { verb: "reviewed" }],
  ["/curfew reviewed It was needed.", { verb: "reviewed", note: "It was needed." }],
  ["/curfew allow-revoke 0123456789abcdef", { verb: "allow-revoke", plan: "0123456789abcdef" }],
  ["/Curfew Done", { verb: "done" }],
  ["Thanks!\n/curfew done", { verb: "done" }],
  ["I am through.\r\n\r\n/curfew done\r\n\r\nSee you.", { verb: "done" }],
  ["> is it over?\n\n/curfew done", { verb: "done" }],
  ["```\nselect 1;\n```\n/curfew done", { verb: "done" }],
  ["It says `ok`.\n/curfew done", { verb: "done" }],
  ["/curfew done\n<details>all of it</details>", { verb: "done" }],
  ["See <https://example.com/INC-1>.\n/curfew done", { verb: "done" }],
])("%j is a command", (body, command) => {
  expect(commentCommand(body)).toEqual({ kind: "command", command });
});

test.each(VERBS)("the example of %s is that command", (verb) => {
  expect(commentCommand(COMMAND_EXAMPLES[verb])).toMatchObject({ kind: "command", command: { verb } });
});

describe("what is only shown, or only spoken of, is no command", () => {
  test.each([
    ["", "nothing"],
    ["Please say /curfew done when you are.", "within a line"],
    [" /curfew done", "not at the beginning of a line"],
    ["/curfewed done", "another word"],
    ["/curfew: done", "another word"],
    ["\\/curfew done", "escaped"],
    ["```\n/curfew done\n```", "fenced"],
    ["```sh\n/curfew done", "fenced to the end"],
    ["~~~\n/curfew done\n~~~", "fenced by tildes"],
    ["````\n```\n/curfew done\n```\n````", "in a longer fence"],
    ["```\n~~~\n/curfew done\n```", "in a fence that another sign does not close"],
    ["   ```\n/curfew done\n```", "in an indented fence"],
    ["    /curfew done", "indented"],
    ["\t/curfew done", "indented by a tab"],
    ["`/curfew done`", "code"],
    ["Say `\n/curfew done\n` then.", "code over several lines"],
    ["Say ``\n/curfew done\n`` then.", "code of two backticks over several lines"],
    ["`a\\` `\n/curfew done\n`", "code after code that ends in a backslash"],
    ["> /curfew done", "quoted"],
    ["> you said\n/curfew done", "what GitHub shows as part of the quote"],
    ["  > /curfew done", "an indented quote"],
    ["<!-- /curfew done -->", "an HTML comment"],
    ["<!--\n/curfew done\n-->", "an HTML comment over several lines"],
    ["<!--\n\n/curfew done\n\n-->", "an HTML comment over paragraphs"],
    ["<pre>\n/curfew done\n</pre>", "HTML that shows code"],
    ["<blockquote>\n\n/curfew done\n\n</blockquote>", "HTML that shows a quote"],
    ["<a title='\n/curfew done\n'>x</a>", "an attribute"],
    ["On Monday dana wrote:\n> /curfew reviewed\n\nThanks.", "an answer by mail"],
  ])("%j: %s", (body) => {
    expect(commentCommand(body)).toEqual(NONE);
  });
});

test.each([
  ["/curfew dnoe", { kind: "verb", verb: "done" }],
  ["/curfew aprove", { kind: "verb" }],
  ["/curfew done now", { kind: "words", verb: "done" }],
  ["/curfew extend", { kind: "words", verb: "extend" }],
  ["/curfew extend two hours", { kind: "words", verb: "extend" }],
  ["/curfew extend 2h30", { kind: "words", verb: "extend" }],
  [`/curfew extend 2h ${"x".repeat(501)}`, { kind: "words", verb: "extend" }],
  ["/curfew extend 2h please", { kind: "words", verb: "extend" }],
  ["/curfew extend -2h", { kind: "words", verb: "extend" }],
  [`/curfew reviewed ${"x".repeat(501)}`, { kind: "words", verb: "reviewed" }],
  ["/curfew allow-revoke 00123456789abcdef", { kind: "words", verb: "allow-revoke" }],
  ["/curfew allow-revoke 0123456789abcdef0", { kind: "words", verb: "allow-revoke" }],
  ["/curfew allow-revoke", { kind: "words", verb: "allow-revoke" }],
  ["/curfew allow-revoke all", { kind: "words", verb: "allow-revoke" }],
  ["/curfew allow-revoke 0123456789ABCDEF", { kind: "words", verb: "allow-revoke" }],
  ["/curfew reviewed fine\u202e", { kind: "characters" }],
  ["/curfew done\u200b", { kind: "characters" }],
  ["/curfew done\n/curfew done", { kind: "several", count: 2 }],
  ["/curfew extend 2h\n\ntext\n\n/curfew nonsense", { kind: "several", count: 2 }],
])("%j gets help", (body, fault) => {
  expect(commentCommand(body)).toMatchObject({ kind: "refused", fault });
});

test("what was received is told as it was written, without the blanks at its end", () => {
  expect(commentCommand("/curfew  Dnoe \t ")).toMatchObject({ received: "/curfew  Dnoe", fault: { verb: "done" } });
});

test("of what was received no more is kept than can be shown", () => {
  const read = commentCommand(`/curfew ${"é".repeat(60_000)}`);
  expect(read.kind === "refused" && [...read.received].length).toBe(200);
});

const PIECES = [
  ..."`~<>!-\\ \n\t/".split(""),
  ...["```", "~~~", "<!--", "-->", "> ", "    ", "/curfew done", "/curfew ", "done", "<pre>", "\r\n", "\n\n", "text"],
];
const body = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary" })), { maxLength: 60 });

property.prop([body])("whatever a comment holds, it is read, and a command is at the beginning of a line", (pieces) => {
  const text = pieces.join("");
  const read = commentCommand(text);
  if (read.kind !== "none") expect(text).toMatch(/(?:^|[\r\n])\/curfew(?:\s|$)/i);
});

property.prop([body, fc.constantFrom("```", "~~~~", "``````")])("nothing in a fence is a command", (pieces, fence) => {
  const inside = pieces.join("").replace(/`{3,}|~{3,}/g, "");
  expect(commentCommand(`${fence}\n${inside}\n${fence}`)).toEqual(NONE);
});

property.prop([body])("nothing in a quote is a command", (pieces) => {
  const quote = pieces
    .join("")
    .split(/\r\n|\n|\r/)
    .map((line) => `> ${line}`)
    .join("\n");
  expect(commentCommand(quote)).toEqual(NONE);
  expect(commentCommand(`${quote}\n\n/curfew done`)).toEqual(quote.includes("<") ? expect.anything() : DONE);
});

property.prop([fc.string()])("nothing after the opening of an HTML comment is a command", (text) => {
  expect(commentCommand(`<!-- ${text}\n/curfew done\n`)).toEqual(NONE);
});

test.each(["`", "``` ", "<", "<!-", "> ", "/curfew ", "\n", "\r", " ", "~~~\n", "`\n", "\\`", "<https://"])(
  "the longest comment made of %j is read",
  (piece) => {
    const long = piece.repeat(Math.ceil(65_536 / piece.length));
    expect(["none", "refused", "command"]).toContain(commentCommand(long).kind);
  },
);
