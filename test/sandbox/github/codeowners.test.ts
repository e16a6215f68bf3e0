import { describe, expect, test } from "vitest";
import { ownersOf, parseCodeowners } from "../../../src/sandbox/github/rules/codeowners.js";

/** From GitHub's own page on code owners, and its edges. */
describe("a CODEOWNERS pattern", () => {
  test.each([
    ["*", "any/where.md", true],
    ["*.js", "deep/in/here.js", true],
    ["*.js", "here.jsx", false],
    ["/build/logs/", "build/logs/a/b.txt", true],
    ["/build/logs/", "src/build/logs/a.txt", false],
    ["docs/*", "docs/getting-started.md", true],
    ["docs/*", "docs/build-app/troubleshooting.md", false],
    ["apps/", "src/apps/a.txt", true],
    ["/docs/", "docs/a/b.md", true],
    ["/docs/", "docs", false],
    ["**/logs", "build/logs/a.txt", true],
    ["**/logs", "deeply/nested/logs/b/a.txt", true],
    ["/access/**/prod.yaml", "access/prod.yaml", true],
    ["/access/**/prod.yaml", "access/a/b/prod.yaml", true],
    ["/access", "access/one.yaml", true],
    ["/access", "accessory", false],
    ["a?c", "abc", true],
    ["a.c", "abc", false],
    ["with\\ space.md", "with space.md", true],
    ["a\\*c", "a*c", true],
    ["a\\*c", "abc", false],
    ["/*", "README.md", true],
    ["/*", "docs/README.md", false],
  ])("%s on %s: %s", (pattern, path, owned) => {
    expect(ownersOf(parseCodeowners(`${pattern} @dana`).rules, path)).toEqual(owned ? ["@dana"] : []);
  });

  test("that comes last wins, even when it names nobody", () => {
    const { rules } = parseCodeowners("* @dana # everything\n/apps/ @acme/apps bob@example.com\n/apps/github\n");
    expect(ownersOf(rules, "README.md")).toEqual(["@dana"]);
    expect(ownersOf(rules, "apps/x")).toEqual(["@acme/apps", "bob@example.com"]);
    expect(ownersOf(rules, "apps/github/x")).toEqual([]);
  });

  test("is skipped when it negates, or uses a range, or names no owner that could be", () => {
    const { rules, faults } = parseCodeowners("!a @dana\n[ab] @dana\nc  dana\n# d @dana\n***/e @dana\n");
    expect(rules).toEqual([]);
    expect(faults.map(({ line, column, kind }) => `${line}:${column} ${kind}`)).toEqual([
      "1:1 Invalid pattern",
      "2:1 Invalid pattern",
      "3:4 Invalid owner",
      "5:1 Invalid pattern",
    ]);
  });
});
