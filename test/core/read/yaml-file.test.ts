import { expect, test } from "vitest";
import { LARGEST_YAML, pointerTo, readYaml, valueAt } from "../../../src/core/read/yaml-file.js";
import { fileOf, glance } from "./sources.js";

const PATH = "access/people.yaml";
const N = LARGEST_YAML;

function findings(text: string | Uint8Array, mode?: string) {
  return readYaml(fileOf(PATH, text, mode)).findings;
}

test.each([
  ["an alias and its anchor", "a: &x 1\nb: *x\n", ["anchor 1:4", "alias 2:4"]],
  ["a tag", "a: !!str 1\n", ["tag 1:4"]],
  ["a tag in a list", "a: [1, !x 2]\n", ["tag 1:8"]],
  ["a tag on a block of text", "a: !x |\n  text\n", ["tag 1:4"]],
  ["a tag on the whole", "--- !x\na: 1\n", ["tag 1:5"]],
  ["an anchor on a key", "&x a: 1\n", ["anchor 1:1"]],
  ["an alias as a key", "a: 1\n*x : 1\n", ["alias 2:1"]],
  ["a directive", "%YAML 1.1\n---\na: no\n", ["directive 1:1"]],
  ["a made-up directive", "%X y\n---\na: no\n", ["directive 1:1"]],
  ["several documents", "a: 1\n---\nb: 2\n", ["several-documents 2:1"]],
  ["a merge key", "a: 1\n<<: { b: 2 }\n", ["merge-key 2:1"]],
  ["deep lists", `a: ${"[".repeat(30)}${"]".repeat(30)}\n`, ["deep-nesting 1:23"]],
  ["each feature once", "a: &x 1\nb: &y 2\n", ["anchor 1:4"]],
])("%s is refused where it first stands", (_, text, expected) => {
  const found = findings(text);
  expect(found.map(({ code, args, line, column }) => [code, Object.values(args)[0], `${line}:${column}`])).toEqual(
    expected.map((one) => ["yaml-forbidden", ...one.split(" ")]),
  );
});

test("20 levels are not too deep", () => {
  expect(findings(`${"[".repeat(20)}${"]".repeat(20)}`)).toEqual([]);
  expect(glance(findings(`${"[".repeat(21)}${"]".repeat(21)}`))).toEqual(["yaml-forbidden 1:21"]);
});

test("`<<` in quotes or as a value is a text like any other", () => {
  expect(findings('"<<": 1\nb: <<\n')).toEqual([]);
});

test.each([
  ["a: 1\nb: 2\na: 3\n", "a", "3:1"],
  ['{ a: 1, "a": 2 }', "a", "1:9"],
  ["x:\n  b: 1\n  'b': 2\n", "b", "3:3"],
  ["1: x\n'1': y\n", "1", "2:1"],
  ["__proto__: 1\n__proto__: 2\n", "__proto__", "2:1"],
])("%j gives a key twice", (text, key, place) => {
  expect(findings(text)).toEqual([expect.objectContaining({ code: "yaml-duplicate-key", args: { key } })]);
  expect(glance(findings(text))).toEqual([`yaml-duplicate-key ${place}`]);
});

test.each([
  ["a: 'b\n", "2:1"],
  ["a: b: c\n", "1:4"],
  ["a: [1, 2\nb: 3\n", "2:1"],
  ["\ta: 1\n", "1:1"],
  ["a: 1\n b: 2\n", "1:4"],
  ["? [a]\n: 1\n", "1:3"],
  ["a: }\n", "1:4"],
  ['a: "\\q"\n', "1:5"],
  ["a: @x\n", "1:4"],
  ["- a\nb: 1\n", "2:1"],
])("%j is one syntax error, at its place", (text, place) => {
  expect(glance(findings(text))).toEqual([`yaml-syntax ${place}`]);
});

test.each([
  ["\u0000", "U+0000"],
  ["\u0007", "U+0007"],
  ["\u001b[31m", "U+001B"],
  ["\u007f", "U+007F"],
  ["\u0085", "U+0085"],
  ["\u009b", "U+009B"],
  ["\u200b", "U+200B"],
  ["\u2028", "U+2028"],
  ["\u202e", "U+202E"],
  ["\u2066", "U+2066"],
  ["\ufeff", "U+FEFF"],
  ["\u{e0041}", "U+E0041"],
  ["\rb", "U+000D"],
])("the character in %j is refused where it stands", (character, name) => {
  expect(findings(`a: 1\nb: x${character}\n`)).toEqual([
    { code: "control-character", severity: "error", path: PATH, line: 2, column: 5, args: { character: name } },
  ]);
});

test.each(["\\a", "\\e", "\\u202e", "\\0", "\\N", "\\L", "\\r"])("%s is no way around that", (code) => {
  expect(glance(findings(`a: 1\nb: "x${code}"\n`))).toEqual(["control-character 2:4"]);
  expect(glance(findings(`a: 1\n"b${code}": 1\n`))).toEqual(["control-character 2:1"]);
});

test("tabs, line feeds, carriage returns before them, letters of any script and emoji are text", () => {
  const { value } = readYaml(fileOf(PATH, 'a: "x\\ty"\r\nb: Žofie さくら 👩‍🚒\r\n'));
  expect(value?.value).toEqual({ a: "x\ty", b: "Žofie さくら 👩‍🚒" });
});

test("a byte order mark at the start is left out", () => {
  const { value } = readYaml(fileOf(PATH, "\ufeffa: 1\n"));
  expect(value?.value).toEqual({ a: 1 });
  expect(value && valueAt(value, "/a")).toEqual({ line: 1, column: 4 });
});

test("what is not UTF-8 is no text", () => {
  expect(findings(new Uint8Array([0x61, 0x3a, 0x20, 0xff]))).toEqual([
    { code: "file-not-text", severity: "error", path: PATH, args: {} },
  ]);
  expect(glance(findings(new Uint8Array([0xc0, 0xaf])))).toEqual(["file-not-text"]);
  expect(glance(findings(new Uint8Array([0xff, 0xfe, 0x61, 0x00])))).toEqual(["file-not-text"]);
});

test.each(["120000", "160000", "040000"])("mode %s is no regular file", (mode) => {
  expect(findings("a: 1\n", mode)).toEqual([
    { code: "file-not-regular", severity: "error", path: PATH, args: { mode } },
  ]);
});

test("a file that may be executed is a regular one", () => {
  expect(findings("a: 1\n", "100755")).toEqual([]);
});

test("64 KiB can be read, a byte more cannot", () => {
  expect(findings(`a: ${"x".repeat(N - 3)}`)).toEqual([]);
  expect(findings(`a: ${"x".repeat(N - 2)}`)).toEqual([
    { code: "file-too-large", severity: "error", path: PATH, args: { bytes: N + 1, limit: N } },
  ]);
});

test("YAML is 1.2 core: `no` is a text, a date is a text, keys are texts", () => {
  const { value } = readYaml(fileOf(PATH, "a: no\nb: 2026-11-22\n1: x\ntrue: y\nc: ~\nd:\ne: 0o7\n"));
  expect(value?.value).toEqual({ a: "no", b: "2026-11-22", "1": "x", true: "y", c: null, d: null, e: 7 });
});

test("a file without anything is nothing", () => {
  for (const text of ["", "\n\n", "# only a comment\n", "---\n", "--- # x\n...\n"]) {
    expect(readYaml(fileOf(PATH, text)).value?.value).toBeNull();
  }
});

test("objects have no prototype, so that no key reaches one", () => {
  const value = readYaml(fileOf(PATH, "__proto__: { polluted: yes }\nconstructor: x\n")).value?.value as object;
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  expect({}).not.toHaveProperty("polluted");
});

test("a pointer escapes what would part it", () => {
  expect(pointerTo("/a", "b/c~d")).toBe("/a/b~1c~0d");
  const { value } = readYaml(fileOf(PATH, "x/y:\n  z~: 1\n"));
  expect(value && valueAt(value, "/x~1y/z~0")).toEqual({ line: 2, column: 7 });
});

const HOSTILE: Readonly<Record<string, string>> = {
  "lists in lists": "[".repeat(N),
  "maps in maps": "{".repeat(N),
  "named maps in maps": "{a:".repeat(N / 3),
  "lists in lists by dashes": "- ".repeat(N / 2),
  "keys of keys": "? ".repeat(N / 2),
  colons: ": ".repeat(N / 2),
  "keys on one line": "a: ".repeat(N / 3),
  "a staircase": Array.from({ length: 340 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
  "a staircase of dashes": Array.from(
    { length: 40 },
    (_, depth) => `${" ".repeat(depth * 40)}${"- ".repeat(20)}a:\n`,
  ).join(""),
  "many keys": `{${Array.from({ length: 12_000 }, (_, index) => index.toString(36)).join(",")}}`,
  "one key many times": "a: 1\n".repeat(N / 5),
  anchors: "&a ".repeat(N / 3),
  "a bomb": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
  tags: "!".repeat(N),
  documents: "---\n".repeat(N / 4),
  quotes: '"'.repeat(N),
  commas: `[${",".repeat(N - 1)}`,
  "empty lines": "\n".repeat(N),
  tabs: "\t".repeat(N),
  comments: "#\n".repeat(N / 2),
  "a folded text": `a: >\n${" x\n\n".repeat(N / 4 - 2)}`,
  "folded quotes": `"${" \n".repeat(N / 2 - 1)}"`,
  "escaped quotes": `"${"\\\n".repeat(N / 2 - 1)}"`,
  "a long number": "9".repeat(N),
  "a deep indent": `${" ".repeat(30_000)}a: |\n${" ".repeat(30_001)}x\n`,
};

test.each(Object.entries(HOSTILE))("%s neither crash nor hang the reader", (_, text) => {
  expect(text.length).toBeLessThanOrEqual(N);
  const { value, findings: found } = readYaml(fileOf(PATH, text));
  expect(value === undefined).toBe(found.length > 0);
});
