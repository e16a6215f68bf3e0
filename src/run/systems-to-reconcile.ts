import type { Access } from "../model/access.js";
import type { System } from "../model/system.js";
import { systemOf, type What } from "../model/what.js";
import type { Context } from "./context.js";

/**
 * The systems of HEAD; and those that are gone from it while the ledger believes that something is held there, with
 * their settings as they were when it was granted.
 */
export async function systemsToReconcile(
  context: Context,
  access: Access,
  live: readonly { readonly what: What; readonly commit: string }[],
): Promise<readonly System[]> {
  const systems = new Map(access.systems);
  for (const { what, commit } of live) {
    const name = systemOf(what);
    if (systems.has(name)) continue;
    const before = (await context.accessAt(commit)).systems.get(name);
    if (before) systems.set(name, before);
  }
  return [...systems.values()];
}
