import { createHash } from "node:crypto";
import { roleOf, systemOf, type What } from "../../model/what.js";

/**
 * Path and name together, so that the console can switch to the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 */
const LONGEST = 64;
const HASH = 8;

/** Where the roles of a system lie. */
export function rolePath(system: string): string {
  return `/curfew/${system}/`;
}

/**
 * The one role of a pair: `<login>-<role>-<8 hex>`. The hash tells apart what the readable part cannot: another
 * repository's role in the same account, and pairs whose names read alike once they are shortened. Names in IAM and
 * logins on GitHub are compared without case.
 */
export function roleName(repository: string, pair: { readonly who: string; readonly what: What }): string {
  const system = systemOf(pair.what);
  const role = roleOf(pair.what);
  const login = pair.who.toLowerCase();
  const hash = createHash("sha256")
    .update(JSON.stringify([repository.toLowerCase(), system, login, role]))
    .digest("hex")
    .slice(0, HASH);
  const room = LONGEST - rolePath(system).length - HASH - 1;
  const readable = `${login}-${role}`
    .replaceAll(/[^a-z0-9_-]/g, "-")
    .slice(0, Math.max(0, room))
    .replace(/-+$/, "");
  return readable === "" ? hash : `${readable}-${hash}`;
}
