import { USERS } from "./account.js";
import { ROLES } from "./company.js";
import { faceOf, heldIn, iso, ROLE_NAMES, type Stage } from "./stage.js";

/** What must hold after every call, whatever else is wrong in the world. */
export function check(stage: Stage, when: string): void {
  const { account, company, foreign, had, time, wrongs } = stage;
  const now = time.now();
  for (const user of USERS) {
    for (const role of ROLE_NAMES) {
      if (!account.allows(user, ROLES[role])) continue;
      stage.used += 1;
      const given = company.merged.some(
        (one) => one.who === user && one.role === role && one.from <= now && now < one.until,
      );
      if (!given) wrongs.push(`${user} can use ${role} at ${iso(now)}, ${when}`);
    }
  }
  for (const [name, face] of foreign) {
    if (faceOf(account, name) !== face) wrongs.push(`${name} is another's, and was changed, ${when}`);
  }
  for (const [pair, until] of heldIn(stage)) if (until > 0) had.add(pair);
}
