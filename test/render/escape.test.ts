import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { allOf } from "../../src/model/decision.js";
import { type Finding, type FindingCode, finding } from "../../src/model/finding.js";
import { accessComment } from "../../src/render/access-comment.js";
import { code, cut, fenced, inline, manyLines, oneLine, quote } from "../../src/render/escape.js";
import { findingLine, findingsTable, renderFinding } from "../../src/render/findings.js";
import { requestComment } from "../../src/render/request-comment.js";
import { statusText } from "../../src/render/status.js";
import { markdownTable, table } from "../../src/render/table.js";
import { FINDING_EXAMPLES } from "./finding-examples.js";
import { asked, at, clause, decided, held, input, NOW, PATH, request, UNTIL } from "./samples.js";
import { screen } from "./screen.js";

const ATTACKS = [
  "@acme/security please approve, cc @dana",
  "Fixes #1, GH-2 and acme/app#3",
  "<img src=x onerror=alert(1)> <!-- <details>",
  "![x](https://evil.example/a.png) [Approve](https://evil.example)",
  "https://evil.example _www.evil.example _GH-7 HTTP://EVIL.example mallory@evil.example",
  "```\n</details>\n```",
  "~~~\n# Approved by dana\n~~~",
  "# Allowed\n===\n---\n- [x] ok\n1. one\n2) two\n+ plus\n> quote\n    code",
  "a | b\n--- | ---\n:-:",
  "[!WARNING]\n[x]: https://evil.example",
  "$\\color{green}{Approved}$ and $$x$$ :tada: &lt;b&gt; &#64;dana",
  "`code` ``two`` \\` \\\\",
  "\u001b[2J\u001b]0;owned\u0007 \u009b31m \r\b",
  "admin\u202Enimda \u200Bzero\u2066 \u{E0041} \uFEFF \u2028 \uD800",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: "binary" }), fc.string()), { maxLength: 4 })
  .chain((parts) => fc.constantFrom("", " ", "\n", "\n\n").map((by) => parts.join(by)));

/** What is left of Markdown when its own code is taken out, as GitHub's search for mentions and links sees it. */
function outsideCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})[^`\n]*\n[\s\S]*?\n\1$/gm, "")
    .replace(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const UNSEEN_BUT_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const OURS = /<\/?(?:details|summary|code)>|<span>\$<\/span>|(?<=request )#42\b/g;
const LIVE = /<|@\w|(?<!&)#\d|GH-\d|:\/\/|www\.|(?<!\\)!?\[|(?<!&)\$/i;

function expectTame(markdown: string): void {
  expect(outsideCode(markdown).replace(OURS, "")).not.toMatch(LIVE);
  expect(markdown).not.toMatch(UNSEEN_BUT_LINES);
}

describe("text of a request in Markdown", () => {
  test.each(ATTACKS)("%j stays text", (attack) => {
    expectTame(inline(attack));
    expectTame(quote(attack).replace(/^>/gm, ""));
    expectTame(code(attack));
  });

  property.prop([hostile])("no words become a mention, a tag, a link or a second line", (text) => {
    expectTame(inline(text));
    expect(inline(text)).not.toMatch(/\n|\||^(?:[-+*=>:~ ]|#+(?: |$)|\d+[.)])/);
  });

  property.prop([hostile])("code stays code, on its line and in its cell", (text) => {
    expectTame(code(text));
    expect(code(text)).toMatch(/^(?:`[^`\n|]+`|<code>[^`\n|]*<\/code>|\(empty\))$/);
  });

  property.prop([hostile])("a quotation stays one, line for line", (text) => {
    const lines = quote(text).split("\n");
    expect(lines.every((line) => line.startsWith(">"))).toBe(true);
    expect(lines).toHaveLength(manyLines(text).length);
  });

  property.prop([hostile])("no text closes its fence", (text) => {
    const [open = "", ...rest] = fenced(text, "sh").split("\n");
    const fence = open.replace("sh", "");
    expect(rest.filter((line) => line.trim().startsWith(fence))).toEqual([fence]);
    expect(rest.at(-1)).toBe(fence);
  });

  property.prop([hostile])("a row of a table keeps its cells", (text) => {
    const row = markdownTable(["a", "b"], [[inline(text), code(text)]])
      .split("\n")
      .slice(2);
    expect(row).toHaveLength(1);
    expect((row[0] ?? "").match(/\|/g)).toHaveLength(3);
  });

  property.prop([hostile, hostile, hostile], { numRuns: 200 })(
    "no comment says what its request did not",
    (why, ticket, about) => {
      const one = asked(
        { why, ticket },
        { roles: [{ what: "aws-prod/admin", about, identity: about, preview: [{ text: about, warning: true }] }] },
      );
      const body = requestComment(
        input({
          asked: [one],
          judgement: {
            decision: decided(request({ ticket }), [clause([])]),
            void: [{ login: about, because: "stale" }],
          },
        }),
      );
      expectTame(body);
      expect(outsideCode(body).match(/<details>/g)).toHaveLength(1);
      expect(body.match(/^#+ /gm)).toHaveLength(1);
      expectTame(
        accessComment([
          {
            who: "alice",
            what: "aws-prod/admin",
            request: PATH,
            state: { kind: "live", until: UNTIL, enforcement: "hard", howTo: why },
          },
        ]),
      );
    },
  );

  test("is read as it was written", async () => {
    const one = asked({ why: ATTACKS.join("\n\n"), ticket: "INC-1 @dana | <b>" });
    const judgement = { decision: allOf({ kind: "pull-request" }, []), void: [] };
    await screen("request-hostile.md", requestComment(input({ asked: [one], judgement })));
  });
});

describe("text of a request in a terminal", () => {
  property.prop([hostile])("nothing unseen is left", (text) => {
    expect(oneLine(text)).not.toMatch(UNSEEN);
    expect(manyLines(text).join("")).not.toMatch(UNSEEN);
    const rows = table(
      ["who", "what"],
      [
        [text, "a"],
        ["b", text],
      ],
    );
    expect(rows.split("\n")).toHaveLength(3);
    expect(rows).not.toMatch(UNSEEN_BUT_LINES);
    expect(statusText([held(text, "a/b", at("2026-11-22T18:00:00Z"), { name: text })], NOW).split("\n")).toHaveLength(
      2,
    );
  });

  test("what is unseen is shown", () => {
    expect(oneLine("admin\u202Enimda\u001b[2J")).toBe("admin\\u{202E}nimda\\u{001B}[2J");
    expect(manyLines("a\tb\r\nc\r\n\n")).toEqual(["a  b", "c"]);
  });

  test("long text is cut by characters, not in the middle of one", () => {
    expect(cut("😀😀😀", 2)).toBe("😀…");
    expect(cut("abc", 3)).toBe("abc");
  });
});

const CODES = Object.keys(FINDING_EXAMPLES) as FindingCode[];
const hostileFinding = fc.tuple(fc.constantFrom(...CODES), hostile, fc.nat(3)).map(([one, text, index]): Finding => {
  const examples = FINDING_EXAMPLES[one];
  const example = examples[index % examples.length] ?? examples[0];
  return finding(one, { path: text, at: { line: 1, column: 1 } }, replaced(example, text) as never);
});

/** The same arguments with every string replaced, but for those that choose a sentence. */
function replaced(value: unknown, text: string, key = ""): unknown {
  if (typeof value === "string") return ["feature", "because", "field", "subject"].includes(key) ? value : text;
  if (Array.isArray(value)) return value.map((item) => replaced(item, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, text, name)]));
}

describe("text of a request in a finding", () => {
  property.prop([hostileFinding], { numRuns: 300 })("stays in its sentence", (one) => {
    expect(renderFinding(one)).not.toMatch(UNSEEN);
    expect(findingLine(one)).not.toMatch(UNSEEN);
    expectTame(findingsTable([one]));
    expect(findingsTable([one]).split("\n")).toHaveLength(3);
  });
});
