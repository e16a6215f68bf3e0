import type { Owner, OwnerRule } from "../../model/code-owners.js";
import { type CodeOwnersFault, type Finding, finding } from "../../model/finding.js";
import { matchesPattern } from "./globs.js";
import { type Reading, readText, type SourceFile } from "./text-file.js";

/** Where GitHub looks for code owners, in its order; only the first that exists counts. */
export const CODE_OWNERS_PATHS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** GitHub does not load a larger one. */
export const LARGEST_CODE_OWNERS = 3 * 1024 * 1024;

/** Lines that GitHub skips, of which is told. */
const MOST_FAULTS = 100;

const USER = /^@([A-Za-z0-9][A-Za-z0-9_-]{0,38})$/;
const TEAM = /^@([A-Za-z0-9][A-Za-z0-9_-]{0,38})\/([A-Za-z0-9_][A-Za-z0-9_.-]{0,99})$/;
const EMAIL = /^[^\s@]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/;

/**
 * Reads a CODEOWNERS file. Lines that GitHub skips are skipped, with a warning each; of a file that GitHub does not load
 * nothing is read, so that nobody owns anything.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function readCodeOwners(file: SourceFile): Reading<readonly OwnerRule[]> {
  const { length: bytes } = file.bytes;
  if (bytes > LARGEST_CODE_OWNERS) {
    const args = { bytes, limit: LARGEST_CODE_OWNERS };
    return { value: [], findings: [finding("code-owners-too-large", { path: file.path }, args, "warning")] };
  }
  const { value: text, findings } = readText(file, LARGEST_CODE_OWNERS);
  return text === undefined ? { value: undefined, findings } : parseCodeOwners(text, file.path);
}

export function parseCodeOwners(
  text: string,
  path: string,
): Reading<readonly OwnerRule[]> & { value: readonly OwnerRule[] } {
  const rules: OwnerRule[] = [];
  const findings: Finding[] = [];
  for (const [index, source] of text.split("\n").entries()) {
    const parts = partsOf(source);
    const pattern = parts[0];
    if (pattern === undefined) continue;
    const at = { line: index + 1, column: source.indexOf(pattern) + 1 };
    const names = parts.slice(1);
    const stranger = names.find((name) => ownerOf(name) === undefined);
    const fault = faultOf(pattern) ?? (stranger === undefined ? undefined : "owner");
    if (fault === undefined) {
      rules.push({ line: index + 1, pattern, owners: names.flatMap((name) => ownerOf(name) ?? []) });
    } else {
      // A file of three megabytes may hold a million of them.
      if (findings.length >= MOST_FAULTS) continue;
      const part = (fault === "owner" && stranger) || pattern;
      findings.push(finding("code-owners-line", { path, at }, { part: part.slice(0, 100), because: fault }, "warning"));
    }
  }
  return { value: rules, findings };
}

/** Pattern and owners. Blanks part them, but where a backslash stands before; `#` after a blank begins a comment. */
function partsOf(source: string): readonly string[] {
  const parts = source.replace(/\r$/, "").match(/(?:\\.|[^\s\\]|\\$)+/g) ?? [];
  const comment = parts.findIndex((part) => part.startsWith("#"));
  return comment < 0 ? parts : parts.slice(0, comment);
}

function faultOf(pattern: string): CodeOwnersFault | undefined {
  if (pattern.startsWith("!")) return "negation";
  if (/[[\]]/.test(pattern)) return "character-range";
  // GitHub knows no escape for it.
  if (pattern.includes("#")) return "comment-sign";
  return pattern === "/" || pattern.includes("***") || pattern.endsWith("\\") ? "pattern" : undefined;
}

function ownerOf(text: string): Owner | undefined {
  const [, login] = USER.exec(text) ?? [];
  if (login !== undefined) return { kind: "user", login };
  const [, organization, slug] = TEAM.exec(text) ?? [];
  if (organization !== undefined && slug !== undefined) return { kind: "team", organization, slug };
  return EMAIL.test(text) ? { kind: "email", email: text } : undefined;
}

/** Who owns a path: the last rule that matches it says so. Empty: nobody does; undefined: no rule matches. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly Owner[] | undefined {
  return rules.findLast((rule) => matches(patternIn(rule), path))?.owners;
}

/**
 * GitHub's rules, which are almost gitignore's:
 * - a pattern without a slash, or with one at its end only, matches at any depth; every other from the root;
 * - one that names a folder covers all below it, except that a last `*` covers only what lies directly there;
 * - `**` stands for any number of folders.
 */
export function matchesPath(pattern: string, path: string): boolean {
  return matches(patternOf(pattern), path);
}

interface Pattern {
  /** What every path that it matches begins with. */
  readonly begins: string;
  readonly signs: readonly (readonly string[])[];
  readonly below: Below;
}

/** A rule never changes once it is read, and is held against the path of every request. */
const PATTERNS = new WeakMap<OwnerRule, Pattern>();

function patternIn(rule: OwnerRule): Pattern {
  const known = PATTERNS.get(rule) ?? patternOf(rule.pattern);
  PATTERNS.set(rule, known);
  return known;
}

function patternOf(pattern: string): Pattern {
  const segments = pattern.replace(/^\//, "").split("/");
  const folder = segments.at(-1) === "";
  if (folder) segments.pop();
  const rooted = pattern.startsWith("/") || segments.length > 1;
  const signs = (rooted ? segments : ["**", ...segments]).map(signsOf);
  const below = folder ? "must" : segments.at(-1) === "*" ? "no" : "may";
  const wild = segments.findIndex((segment) => /[*?\\]/.test(segment));
  const plain = wild < 0 ? segments : segments.slice(0, wild);
  return { begins: rooted ? plain.join("/") : "", signs, below };
}

function matches({ begins, signs, below }: Pattern, path: string): boolean {
  return path.startsWith(begins) && matchesSegments(signs, path.split("/"), below);
}

/** Whether the pattern covers what lies below the path that it matches: only that, that too, or not. */
type Below = "must" | "may" | "no";

function matchesSegments(pattern: readonly (readonly string[])[], path: readonly string[], below: Below): boolean {
  // `reached` holds how many segments of the path the pattern so far may have used up.
  let reached = new Set([0]);
  for (const [index, signs] of pattern.entries()) {
    const next = new Set<number>();
    const final = index === pattern.length - 1;
    for (const used of reached) {
      if (signs.join("") === "**") {
        // At the end it stands for what lies there; elsewhere it may stand for nothing.
        for (let count = used + (final ? 1 : 0); count <= path.length; count += 1) next.add(count);
      } else if (used < path.length && matchesPattern(signs, path[used] ?? "", true)) {
        next.add(used + 1);
      }
    }
    reached = next;
  }
  if (below !== "must" && reached.has(path.length)) return true;
  return below !== "no" && [...reached].some((used) => used < path.length);
}

/** The characters of a segment, an escaped one together with its backslash. */
function signsOf(segment: string): readonly string[] {
  return segment.match(/\\?./gs) ?? [];
}
