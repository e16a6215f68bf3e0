/** GitHub's own rules for CODEOWNERS: the last line that matches a file names its owners. */

export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** Where GitHub looks, in this order; the first that exists counts alone. */
export const CODEOWNERS_PATHS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** Splits a line at spaces that are not escaped; a `#` that begins a word begins a comment. */
function words(line: string): string[] {
  const found = line.match(/(?:\\.|[^\s\\])+/g) ?? [];
  const comment = found.findIndex((word) => word.startsWith("#"));
  return (comment < 0 ? found : found.slice(0, comment)).map((word) => word.replace(/\\(.)/g, "$1"));
}

export function parseCodeowners(text: string): readonly OwnerRule[] {
  const rules: OwnerRule[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [pattern, ...owners] = words(line);
    // A negation, or a range, is no pattern of CODEOWNERS: GitHub skips such a line.
    if (pattern === undefined || pattern.startsWith("!") || /[[\]]/.test(pattern)) continue;
    if (owners.some((owner) => !/^@[\w.-]+(?:\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/.test(owner))) continue;
    rules.push({ pattern, owners });
  }
  return rules;
}

function segment(glob: string): string {
  return [...glob]
    .map((character) => {
      if (character === "*") return "[^/]*";
      if (character === "?") return "[^/]";
      return character.replace(/[.+^${}()|\\[\]]/g, "\\$&");
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
  const deep = end !== "*" || parts.length === 1;
  if (folderOnly) source += "/.+";
  else if (deep && end !== "**") source += "(?:/.*)?";
  return new RegExp(`${source}$`);
}

const compiled = new Map<string, RegExp>();

export function ownersOf(rules: readonly OwnerRule[], path: string): readonly string[] {
  for (let index = rules.length - 1; index >= 0; index -= 1) {
    const rule = rules[index];
    if (!rule) continue;
    let matcher = compiled.get(rule.pattern);
    if (!matcher) {
      matcher = expression(rule.pattern);
      compiled.set(rule.pattern, matcher);
    }
    if (matcher.test(path)) return rule.owners;
  }
  return [];
}
