import type { Stage } from "../stage.js";
import { SELF } from "../world/accounts.js";
import { MAIN } from "../world/github.js";

/** What others made is as they made it, and our hand is seen on our own branches alone. */
export function checkForeign(
  { world: { systems, github }, foreign, wrongs, made }: Stage,
  seen: { activities: number },
): void {
  for (const [name, entry] of foreign) {
    const now = systems.vault.get(name) ?? systems.memory.get(name);
    if (now !== entry) wrongs.push({ invariant: "foreign-untouched", text: `${name} is another's, and was changed` });
  }
  for (const { branch, by } of github.activities.slice(seen.activities)) {
    if (by.id !== SELF.id) {
      if (!made.has(branch)) made.set(branch, by.login);
      continue;
    }
    if (branch !== MAIN && !branch.startsWith("curfew/")) {
      wrongs.push({ invariant: "foreign-untouched", text: `we moved the branch ${branch}` });
    }
  }
  seen.activities = github.activities.length;
}
