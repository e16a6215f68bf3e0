import type { Access } from "../model/access.js";
import { type Finding, finding } from "../model/finding.js";
import type { System } from "../model/system.js";
import { systemOf, type What } from "../model/what.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";

/**
 * The systems of HEAD; and those that are gone from it while the ledger believes that something is held there, with
 * their settings as they were when it was granted.
 */
export async function systemsToReconcile(
  context: Context,
  access: Access,
  live: readonly { readonly what: What; readonly commit: string }[],
): Promise<{ readonly systems: readonly System[]; readonly findings: readonly Finding[] }> {
  const systems = new Map(access.systems);
  const findings: Finding[] = [];
  for (const { what, commit } of live) {
    const name = systemOf(what);
    if (systems.has(name)) continue;
    const problem = await attempt(context, "reading a system that is gone", async () => {
      const before = (await context.accessAt(commit)).systems.get(name);
      if (before) systems.set(name, before);
    });
    if (problem) findings.push(finding("system-unobserved", {}, { system: name, error: problem.error }));
  }
  return { systems: [...systems.values()], findings };
}
