import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { ownersOf, parseCodeOwners } from "../../../src/core/read/code-owners.js";
import { formatOwner } from "../../../src/model/code-owners.js";
import { ownersOf as ownersAtGitHub, parseCodeowners } from "../../../src/sandbox/github/rules/codeowners.js";

/** Few letters, so that patterns and paths often meet. */
const SIGNS = ["a", "b", "*", "?", "\\a", "\\*", "\\ ", ".", "-", "+", "(", "A"] as const;
const glob = fc.array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: 3 }).map((signs) => signs.join(""));
const part = fc.oneof({ weight: 3, arbitrary: glob }, { weight: 1, arbitrary: fc.constantFrom("**", "*", "a", "b") });
const pattern = fc
  .record({
    root: fc.constantFrom("", "/"),
    parts: fc.array(part, { minLength: 1, maxLength: 4 }),
    folder: fc.constantFrom("", "", "/"),
  })
  .map(({ root, parts, folder }) => root + parts.join("/") + folder);
/** What neither takes for a pattern or an owner must be refused by both. */
const odd = fc.constantFrom("!a", "[ab]", "/a#b", "\\#a", "/", "***", "a***b", "a\\");
const owner = fc.constantFrom("@dana", "@acme/security", "erin@example.com", "# the rest", "dana", "@", "");
const line = fc
  .tuple(fc.oneof({ weight: 8, arbitrary: pattern }, { weight: 1, arbitrary: odd }), fc.array(owner, { maxLength: 3 }))
  .map(([start, owners]) => [start, ...owners].join(" "));
const name = fc
  .array(fc.constantFrom("a", "b", "*", "?", " ", ".", "-", "+", "(", "A", "\\"), { minLength: 1, maxLength: 3 })
  .map((signs) => signs.join(""));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));

property.prop([fc.array(line, { maxLength: 5 }), fc.array(path, { minLength: 1, maxLength: 5 })], { numRuns: 3000 })(
  "the product and the sandbox, written apart, read CODEOWNERS alike",
  (lines, paths) => {
    const text = lines.join("\n");
    const ours = parseCodeOwners(text, ".github/CODEOWNERS");
    const theirs = parseCodeowners(text);
    expect(ours.value.map((rule) => rule.line)).toEqual(theirs.rules.map((rule) => rule.line));
    expect(ours.findings.map((finding) => finding.line)).toEqual(theirs.faults.map((fault) => fault.line));
    for (const each of paths) {
      expect((ownersOf(ours.value, each) ?? []).map(formatOwner)).toEqual(ownersAtGitHub(theirs.rules, each));
    }
  },
);
