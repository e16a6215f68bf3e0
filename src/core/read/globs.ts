/**
 * Whether a text fits a pattern in which `*` stands for any run of characters and `?`, where `single` allows it, for one.
 * Takes time in proportion to the two lengths' product at worst, whatever the pattern.
 */
export function matchesPattern(pattern: readonly string[], text: string, single: boolean): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < text.length) {
    const sign = pattern[at];
    if (sign === "*") {
      star = at;
      resume = index;
      at += 1;
    } else if (sign === text[index] || sign === `\\${text[index]}` || (single && sign === "?")) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((sign) => sign === "*");
}

/** Whether a policy's glob covers a role; `*` stays within a name. */
export function matchesWhat(glob: string, what: string): boolean {
  // Most policies name a role in full, and every one of them is held against every role that is asked for.
  if (!isGlob(glob)) return glob === what;
  const globs = glob.split("/");
  const names = what.split("/");
  return (
    globs.length === names.length && globs.every((part, index) => matchesPattern([...part], names[index] ?? "", false))
  );
}

export function isGlob(text: string): boolean {
  return text.includes("*");
}
