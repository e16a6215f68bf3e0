/** GitHub's own rules for CODEOWNERS: the last line that matches a file names its owners. */

export interface OwnerName {
  readonly name: string;
  /** From 1. */
  readonly column: number;
}

export interface OwnerRule {
  /** From 1. */
  readonly line: number;
  readonly source: string;
  readonly pattern: string;
  readonly owners: readonly OwnerName[];
}

/** A line that GitHub skips, as `/codeowners/errors` tells it. */
export interface OwnerFault {
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly kind: "Invalid pattern" | "Invalid owner";
}

export interface Codeowners {
  readonly rules: readonly OwnerRule[];
  readonly faults: readonly OwnerFault[];
}

/** Where GitHub looks, in this order; the first that exists counts alone. */
export const CODEOWNERS_PATHS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** In bytes: a larger file is not loaded. */
export const LONGEST_CODEOWNERS = 3 * 1024 * 1024;

const OWNER = /^@[\w.-]+(?:\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/;

/** Splits a line at spaces that are not escaped; a `#` that begins a word begins a comment. */
function words(line: string): OwnerName[] {
  const found = [...line.matchAll(/(?:\\.|[^\s\\]|\\$)+/g)].map(({ 0: name, index }) => ({ name, column: index + 1 }));
  const comment = found.findIndex(({ name }) => name.startsWith("#"));
  return comment < 0 ? found : found.slice(0, comment);
}

/** A negation, a range, or an escaped `#` is gitignore's; more than two stars are nobody's. */
function isPattern(text: string): boolean {
  return text !== "/" && !/^!|[[\]#]|\*\*\*/.test(text) && !/(?:^|[^\\])(?:\\\\)*\\$/.test(text);
}

export function parseCodeowners(text: string): Codeowners {
  const rules: OwnerRule[] = [];
  const faults: OwnerFault[] = [];
  for (const [index, source] of text.split(/\r?\n/).entries()) {
    const [pattern, ...owners] = words(source);
    if (pattern === undefined) continue;
    const line = index + 1;
    const stranger = owners.find(({ name }) => !OWNER.test(name));
    if (!isPattern(pattern.name)) faults.push({ line, column: pattern.column, source, kind: "Invalid pattern" });
    else if (stranger) faults.push({ line, column: stranger.column, source, kind: "Invalid owner" });
    else rules.push({ line, source, pattern: pattern.name, owners });
  }
  return { rules, faults };
}

function segment(glob: string): string {
  return (glob.match(/\\.|[\s\S]/g) ?? [])
    .map((sign) => {
      if (sign === "*") return "[^/]*";
      if (sign === "?") return "[^/]";
      return (sign.length > 1 ? sign.slice(1) : sign).replace(/[.+*?^${}()|\\[\]]/g, "\\$&");
    })
    .join("");
}

/** The expression for a pattern. One that holds a slash other than at its end is bound to the root. */
function expression(pattern: string): RegExp {
  const folderOnly = pattern.endsWith("/");
  const trimmed = pattern.replace(/\/$/, "");
  const bound = trimmed.includes("/");
  const parts = trimmed.replace(/^\//, "").split("/");
  let source = bound ? "^" : "^(?:.*/)?";
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === "**") source += last ? ".+" : "(?:.*/)?";
    else source += segment(part) + (last ? "" : "/");
  });
  const end = parts[parts.length - 1] ?? "";
  // `docs/*` owns the files in docs and nothing deeper; a plain name owns what lies below it too.
  const deep = end !== "*" || !bound;
  if (folderOnly) source += "/.+";
  else if (deep && end !== "**") source += "(?:/.*)?";
  return new RegExp(`${source}$`, "s");
}

const compiled = new Map<string, RegExp>();

/** The last rule that matches a path. */
export function ruleFor(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  return rules.findLast(({ pattern }) => {
    const matcher = compiled.get(pattern) ?? expression(pattern);
    compiled.set(pattern, matcher);
    return matcher.test(path);
  });
}

export function ownersOf(rules: readonly OwnerRule[], path: string): readonly string[] {
  return ruleFor(rules, path)?.owners.map(({ name }) => name) ?? [];
}
