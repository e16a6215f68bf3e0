import type { Policy } from "../../model/policy.js";
import type { What } from "../../model/what.js";

export function appliesTo(policy: Policy, what: What): boolean {
  return policy.what.some((glob) => matchesWhat(glob, what));
}

/**
 * Whether a glob of a policy names the role. `*` is any run of characters within the system's name or the role's, and
 * never the slash between them. Pieces are sought from left to right, so that no glob, however odd, takes long.
 */
export function matchesWhat(glob: string, what: What): boolean {
  const globs = glob.split("/");
  const names = what.split("/");
  return globs.length === names.length && globs.every((part, index) => matchesName(part, names[index] ?? ""));
}

function matchesName(glob: string, name: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
  const middle = name.slice(head.length, name.length - tail.length);
  let searched = 0;
  for (const piece of rest) {
    const found = middle.indexOf(piece, searched);
    if (found < 0) return false;
    searched = found + piece.length;
  }
  return true;
}
