import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import {
  LARGEST_CODE_OWNERS,
  matchesPath,
  ownersOf,
  parseCodeOwners,
  readCodeOwners,
} from "../../../src/core/read/code-owners.js";
import { fileOf, glance } from "./sources.js";

const PATH = ".github/CODEOWNERS";

function rulesOf(text: string) {
  return parseCodeOwners(text, PATH).value;
}

function namesOf(text: string, path: string): readonly string[] | undefined {
  return ownersOf(rulesOf(text), path)?.map((owner) => {
    switch (owner.kind) {
      case "user":
        return `@${owner.login}`;
      case "team":
        return `@${owner.organization}/${owner.slug}`;
      case "email":
        return owner.email;
      default:
        return owner satisfies never;
    }
  });
}

test.each([
  ["*", "a.ts", true],
  ["*", "a/b/c.ts", true],
  ["**", "a/b/c.ts", true],
  ["*.js", "a.js", true],
  ["*.js", "a/b.js", true],
  ["*.js", "a.jsx", false],
  ["/*.js", "a.js", true],
  ["/*.js", "a/b.js", false],
  ["/build/logs/", "build/logs/a", true],
  ["/build/logs/", "build/logs/a/b", true],
  ["/build/logs/", "x/build/logs/a", false],
  ["/build/logs/", "build/logs", false],
  ["docs/*", "docs/getting-started.md", true],
  ["docs/*", "docs/build-app/troubleshooting.md", false],
  ["docs/*", "x/docs/a.md", false],
  ["docs/a/*", "docs/a/b.md", true],
  ["docs/a/*", "docs/a/b/c.md", false],
  ["docs/a/*", "docs/a", false],
  ["apps/", "apps/a", true],
  ["apps/", "x/y/apps/z/a", true],
  ["apps/", "apps", false],
  ["apps", "apps", true],
  ["apps", "x/apps/y", true],
  ["**/logs", "build/logs", true],
  ["**/logs", "deeply/nested/logs/a", true],
  ["**/logs", "logs/a", true],
  ["**/logs", "mylogs/a", false],
  ["/apps/github", "apps/github/a", true],
  ["/apps/github", "apps/github-x", false],
  ["/a/**/z", "a/z", true],
  ["/a/**/z", "a/b/c/z", true],
  ["/a/**/z", "a/b/c/zz", false],
  ["/a/**", "a/b", true],
  ["/a/**", "a/b/c", true],
  ["/a/**", "a", false],
  ["/a/**/", "a/b/c", true],
  ["/a/**/", "a/b", false],
  ["a/b", "a/b/c", true],
  ["a/b", "x/a/b", false],
  ["/access/requests/aws-*/", "access/requests/aws-prod/2026/11/22/a.yaml", true],
  ["/access/requests/aws-*/", "access/requests/gcp-prod/2026/11/22/a.yaml", false],
  ["/access/requests/*/2026/", "access/requests/x/2026/a.yaml", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?c", "a/c", false],
  ["/Access/", "access/people.yaml", false],
  ["a\\*c", "a*c", true],
  ["a\\*c", "abc", false],
  ["a\\ b/", "a b/c", true],
  ["a**b", "axxb", true],
  ["a//b", "a/b", false],
  ["a.c", "abc", false],
  ["(a)+", "(a)+", true],
])("the pattern %s on %s: %s", (pattern, path, expected) => {
  expect(matchesPath(pattern, path)).toBe(expected);
});

/** Each rule of GitHub's page "About code owners", in its order. */
const DOCUMENTED = `# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

test.each([
  ["README", ["@global-owner1", "@global-owner2"]],
  ["deep/down/file.js", ["@js-owner"]],
  ["main.go", ["docs@example.com"]],
  ["a/b.txt", ["@octo-org/octocats"]],
  ["build/log", ["@global-owner1", "@global-owner2"]],
  ["build/logs/a/b.txt", ["@octocat"]],
  ["docs/getting-started.md", ["@doctocat"]],
  ["docs/build-app/troubleshooting.md", ["@doctocat"]],
  ["sub/docs/getting-started.md", ["@global-owner1", "@global-owner2"]],
  ["sub/apps/a", ["@octocat"]],
  ["scripts/run.js", ["@doctocat", "@octocat"]],
  ["deeply/nested/logs/a.js", ["@octocat"]],
  ["apps/a.txt", ["@octocat"]],
  ["apps/github", []],
  ["apps/github/a/b.js", []],
  ["Apps/a.js", ["@js-owner"]],
] as const)("in GitHub's own example, %s is owned by %j", (path, owners) => {
  expect(namesOf(DOCUMENTED, path)).toEqual(owners);
  expect(parseCodeOwners(DOCUMENTED, PATH).findings).toEqual([]);
});

test("owners on two lines are not added up: the last line alone counts", () => {
  expect(namesOf("/a @dana\n/a @erin\n", "a")).toEqual(["@erin"]);
  expect(namesOf("/a @dana @erin\n", "a")).toEqual(["@dana", "@erin"]);
});

test("a line that GitHub skips leaves what the lines before it said", () => {
  expect(namesOf("* @dana\n/a[0-9] @erin\n!/b @erin\n/c erin\n", "c")).toEqual(["@dana"]);
});

test("sections, their approvals and their default owners are GitLab's, and no pattern", () => {
  const { value, findings } = parseCodeOwners("[Requests] @dana\n^[Optional][2] @dana\n/a @erin\n", PATH);
  expect(value.map(({ line }) => line)).toEqual([3]);
  expect(findings).toMatchObject([
    { code: "code-owners-line", line: 1, args: { because: "character-range" } },
    { code: "code-owners-line", line: 2, args: { because: "character-range" } },
  ]);
});

test("the last rule that matches decides, also one that says that nobody owns it", () => {
  const text = "* @all\n/apps/ @octocat\n/apps/github\n*.md docs@example.com @acme/writers\n";
  expect(namesOf(text, "x")).toEqual(["@all"]);
  expect(namesOf(text, "apps/a")).toEqual(["@octocat"]);
  expect(namesOf(text, "apps/github/a")).toEqual([]);
  expect(namesOf(text, "apps/github/a.md")).toEqual(["docs@example.com", "@acme/writers"]);
  expect(namesOf("/apps/ @octocat\n", "x")).toBeUndefined();
});

test("comments, empty lines, tabs and line ends of Windows are read as they are meant", () => {
  const text = "# all of it\r\n\r\n  *\t@all\t@acme/all # the rest\r\n/a#@b\r\n/c @dana #\r\n";
  expect(rulesOf(text)).toEqual([
    {
      line: 3,
      pattern: "*",
      owners: [
        { kind: "user", login: "all" },
        { kind: "team", organization: "acme", slug: "all" },
      ],
    },
    { line: 5, pattern: "/c", owners: [{ kind: "user", login: "dana" }] },
  ]);
});

test("a backslash keeps a blank in a pattern", () => {
  expect(rulesOf("/my\\ folder/ @dana\n")[0]?.pattern).toBe("/my\\ folder/");
});

test.each([
  ["!/a @dana", "negation", "!/a", "1:1"],
  ["/a[bc] @dana", "character-range", "/a[bc]", "1:1"],
  ["\\#a @dana", "comment-sign", "\\#a", "1:1"],
  ["  /a#b @dana", "comment-sign", "/a#b", "1:3"],
  ["/ @dana", "pattern", "/", "1:1"],
  ["/a***b @dana", "pattern", "/a***b", "1:1"],
  ["/a\\", "pattern", "/a\\", "1:1"],
  ["/a dana", "owner", "dana", "1:1"],
  ["/a @dana @", "owner", "@", "1:1"],
  ["/a @acme/b/c", "owner", "@acme/b/c", "1:1"],
  ["/a b@", "owner", "b@", "1:1"],
  ["/a b@c@d", "owner", "b@c@d", "1:1"],
  ["/a b@c_d", "owner", "b@c_d", "1:1"],
  ["/a x@acme/b", "owner", "x@acme/b", "1:1"],
  ["!/a dana", "negation", "!/a", "1:1"],
  ["/a\\\r", "pattern", "/a\\", "1:1"],
  [`/a ${"x".repeat(200)}`, "owner", "x".repeat(100), "1:1"],
])("GitHub skips %j, and so do we, with a warning", (line, because, part, place) => {
  const { value, findings } = parseCodeOwners(`${line}\n* @erin\n`, PATH);
  expect(value.map((rule) => rule.line)).toEqual([2]);
  expect(findings).toEqual([
    expect.objectContaining({ code: "code-owners-line", severity: "warning", args: { part, because } }),
  ]);
  expect(glance(findings)).toEqual([`code-owners-line ${place}`]);
});

test("of a file of more than 3 MB GitHub loads nothing, so that nobody owns anything", () => {
  const line = "*  @dana\n";
  const { value, findings } = readCodeOwners(fileOf(PATH, `${line}${"#".repeat(LARGEST_CODE_OWNERS)}`));
  expect(value).toEqual([]);
  const bytes = LARGEST_CODE_OWNERS + line.length;
  expect(findings).toEqual([
    { code: "code-owners-too-large", severity: "warning", path: PATH, args: { bytes, limit: LARGEST_CODE_OWNERS } },
  ]);
  const full = readCodeOwners(fileOf(PATH, `${line}${"#".repeat(LARGEST_CODE_OWNERS - line.length)}`));
  expect([full.value?.length, full.findings]).toEqual([1, []]);
});

test("lines that end in a carriage return are read like any other", () => {
  expect(namesOf("* @dana\r\n/a @erin @acme/sre\r\n", "a")).toEqual(["@erin", "@acme/sre"]);
});

test("an address is an owner, whatever its domain is called, and a pattern is none, though it looks like one", () => {
  expect(namesOf("/a x@dana\n", "a")).toEqual(["x@dana"]);
  expect(namesOf("a@b.c @dana\n", "a@b.c")).toEqual(["@dana"]);
});

test("of the lines that GitHub skips a hundred are told", () => {
  const { value, findings } = parseCodeOwners(`${"/a dana\n".repeat(150)}* @dana\n`, PATH);
  expect([value.length, findings.length]).toEqual([1, 100]);
});

test("no pattern backtracks: these would not end", () => {
  expect(matchesPath("*a".repeat(200), `${"a".repeat(400)}b`)).toBe(false);
  expect(matchesPath("**/a/".repeat(100), "a/".repeat(400))).toBe(true);
});

const segment = fc.stringMatching(/^[a-z.-]{1,4}$/);

property.prop([fc.array(segment, { minLength: 1, maxLength: 5 })])(
  "a path owns itself, and its folder all below",
  (segments) => {
    const path = segments.join("/");
    expect(matchesPath(`/${path}`, path)).toBe(true);
    expect(matchesPath(`/${path}/`, `${path}/x`)).toBe(true);
    expect(matchesPath(`/${path}/`, path)).toBe(false);
    expect(matchesPath("*", path)).toBe(true);
  },
);

property.prop([fc.string({ unit: "binary" }), fc.string()])("no text crashes the reader", (text, path) => {
  const { value, findings } = parseCodeOwners(text, PATH);
  expect(value.length + findings.length).toBeLessThanOrEqual(text.split("\n").length);
  ownersOf(value, path);
});
