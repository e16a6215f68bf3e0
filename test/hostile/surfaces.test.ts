import { execFileSync } from "node:child_process";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { createLog } from "../../src/adapters/telemetry/log.js";
import { parseRecord, printRecord } from "../../src/model/record.js";
import { plainLine, plainText } from "../../src/model/shielded-text.js";
import { jsonLines } from "../../src/render/json-lines.js";
import { folder, list, textOf } from "./corpus.js";
import { markdownWith, plainWith } from "./surfaces.js";
import { pageOf } from "./what-github-sees.js";

/** Longer ones are cut, or left out, wherever they are shown. */
const LONGEST = 1000;

const TEXTS = [...folder("texts"), ...list("tickets")]
  .map((entry) => textOf(entry).slice(0, LONGEST))
  .filter((text) => text.trim() !== "");
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Pieces of the corpus, put together in new ways. */
const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...TEXTS.map((text) => text.slice(0, 80))), fc.string({ unit: "binary", maxLength: 12 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .chain((parts) => fc.constantFrom("", " ", "\n", "\n\n").map((by) => parts.join(by)))
  .filter((text) => text.trim() !== "");

const HARMLESS = pagesOf("harmless");

function pagesOf(text: string) {
  return Object.fromEntries(Object.entries(markdownWith(text)).map(([name, markdown]) => [name, pageOf(markdown)]));
}

function expectTame(text: string): void {
  for (const [name, markdown] of Object.entries(markdownWith(text))) {
    const page = pageOf(markdown);
    expect(
      page.alive.filter((sign) => sign !== "#4"),
      name,
    ).toEqual([]);
    expect(page.things, name).toEqual(HARMLESS[name]?.things);
    expect(markdown, name).not.toMatch(UNSEEN);
  }
}

describe("text of others on a page of GitHub's", () => {
  test("what is looked for is found where it is", () => {
    const page = pageOf("@dana [x](y) <b> #1 ![a](b) GH-2 https://evil.example\n\n# head\n\n| a |\n| --- |\n| b |\n");
    expect(page.alive).toEqual(expect.arrayContaining(["@d", "<b>", "#1", "GH-2"]));
    expect(page.things).toMatchObject({ link: 2, image: 1, heading: 1, table: 1 });
  });

  test.each(TEXTS.map((text) => [text.slice(0, 60), text]))("%j makes nothing of it", (_, text) => expectTame(text));

  property.prop([hostile], { numRuns: 40 })("nor does what is made of several", expectTame);
});

describe("text of others in a title, an annotation, a terminal", () => {
  const lines = Object.fromEntries(Object.entries(plainWith("harmless")).map(([name, text]) => [name, count(text)]));

  function count(text: string): number {
    return text.split("\n").length;
  }

  function expectPlain(text: string): void {
    for (const [name, shown] of Object.entries(plainWith(text))) {
      expect(shown, name).not.toMatch(UNSEEN);
      expect(count(shown), name).toBe(lines[name]);
    }
  }

  test.each(TEXTS.map((text) => [text.slice(0, 60), text]))("%j stays on its line, and is seen", (_, text) =>
    expectPlain(text),
  );

  property.prop([hostile])("so does what is made of several", expectPlain);

  property.prop([fc.jsonValue(), hostile])("as JSON it is seen, and read as what it was", (value, text) => {
    const shown = [...jsonLines({ value, text })].join("\n");
    expect(shown).not.toMatch(UNSEEN);
    expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify({ value, text })));
  });

  property.prop([hostile])("a line of the log stays one, and is seen", (text) => {
    const written: string[] = [];
    const log = createLog({ level: "info", destination: { write: (line: string) => void written.push(line) } });
    log.error(text, { text, [text]: new Error(text), list: [text] });
    expect(written).toHaveLength(1);
    expect(written[0]?.trimEnd()).not.toMatch(
      /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]/u,
    );
    expect(JSON.parse(written[0] ?? "")).toHaveProperty("level", 50);
  });
});

describe("text of others in the record of a merge", () => {
  /** What GitHub obeys in a commit's message, by its documentation. */
  const OBEYED = [
    /(?<![\w`])@[A-Za-z0-9]/,
    /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w./-]*#\d|GH-\d|https?:\/\/\S)/i,
    /#\d/,
    /(?<![A-Za-z0-9])GH-\d/i,
    /https?:\/\/\S/i,
    /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i,
  ];

  function recordOf(why: string, ticket: string) {
    const entry = { request: "access/requests/a/b.yaml", who: "alice", what: ["a/b" as const], ticket };
    return {
      title: "Grant alice a/b for 2h",
      text: why,
      entries: [{ ...entry, policies: [], approvedBy: [], emergency: false }],
    };
  }

  function expectObeyedByNobody(why: string): void {
    // By characters, and plain once more: half of one would be none.
    const ticket = plainLine([...plainLine(why)].slice(0, 100).join("")) || "INC-1";
    const record = recordOf(why, ticket);
    const { title, body } = printRecord(record);
    for (const sign of OBEYED) expect(body).not.toMatch(sign);
    expect(parseRecord(`${title}\n\n${body}\n`)).toEqual({ ...record, text: plainText(why) });
    const parsed = execFileSync("git", ["-c", "core.commentChar=#", "interpret-trailers", "--parse"], {
      input: `${title}\n\n${body}\n`,
    }).toString();
    const paragraph = body.split("\n\n").at(-1) ?? "";
    expect(parsed.trimEnd().split("\n")).toEqual(paragraph.split("\n"));
    expect(paragraph.match(/^Access-/gm)).toHaveLength(4);
  }

  test.each(TEXTS.map((text) => [text.slice(0, 60), text]))(
    "%j is obeyed by nobody, and read back as it was",
    (_, text) => expectObeyedByNobody(text),
  );

  property.prop([hostile], { numRuns: 30 })("nor is what is made of several", expectObeyedByNobody);

  test("a person still reads what was written", () => {
    const { body } = printRecord(recordOf("Fixes #1, see https://a.example [skip ci], ask @acme/security.", "#12"));
    expect(body.split("\n\n")[0]).toBe(
      "Fixes # 1, see :// a.example".replace("see ://", "see https://").concat(" [ skip ci], ask @ acme/security."),
    );
    expect(body).toContain("Access-Ticket: # 12");
  });
});
