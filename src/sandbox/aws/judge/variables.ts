import type { Context } from "./context.js";
import { anyOne, anyRun, type GlobPart, globParts } from "./glob.js";

/**
 * Replaces policy variables. `${aws:username}` becomes the key's value, taken literally; `${aws:PrincipalTag/team, 'none'}`
 * has a default; `${*}`, `${?}` and `${$}` are the characters themselves. Returns undefined when a variable has no value
 * or more than one: what holds it then matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function substitute(text: string, context: Context, variables: boolean): readonly GlobPart[] | undefined {
  if (!variables || !text.includes("${")) return globParts(text);
  const parts: GlobPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push(...globParts(text.slice(at, match.index)));
    const value = variableValue(match[1] ?? "", context);
    if (value === undefined) return undefined;
    parts.push(...value.split(""));
    at = match.index + match[0].length;
  }
  parts.push(...globParts(text.slice(at)));
  return parts;
}

/** The text with its variables replaced, where wildcards mean nothing. */
export function substituteLiterally(text: string, context: Context, variables: boolean): string | undefined {
  const parts = substitute(text, context, variables);
  return parts?.map((part) => (part === anyRun ? "*" : part === anyOne ? "?" : part)).join("");
}

function variableValue(variable: string, context: Context): string | undefined {
  if (variable === "*" || variable === "?" || variable === "$") return variable;
  const match = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable);
  if (!match) return undefined;
  const values = context.get((match[1] ?? "").toLowerCase());
  if (values === undefined) return match[2];
  return values.length === 1 ? values[0] : undefined;
}
