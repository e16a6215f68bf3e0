import { finding } from "../model/finding.js";
import type { Overdue } from "../model/overdue.js";
import { systemOf } from "../model/what.js";
import { overdueIssue } from "../render/overdue.js";
import type { Announced } from "./announce.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import { keepIssues } from "./keep-issues.js";
import type { Prepared } from "./prepare.js";

const PREFIX = "overdue-";

/**
 * Calls for somebody where access was to end and does not: one issue a system, which closes by itself when all of it is
 * gone. Of a system that cannot be read nobody knows that.
 */
export async function reportOverdue(
  context: Context,
  { systems, now }: Prepared,
  overdue: readonly Overdue[],
): Promise<Announced> {
  const names = [...new Set(overdue.map(({ what }) => systemOf(what)))];
  const unknown = systems.filter(({ kind }) => kind === "unobserved").map(({ system }) => system.name);
  const problem = await attemptInTime(context, "record", "reporting what is overdue", async () => {
    const texts = new Map<string, ReturnType<typeof overdueIssue>>();
    for (const name of names) {
      const kind = systems.find(({ system }) => system.name === name)?.system.kind ?? "";
      const enforcement = (await context.providers.kind(kind))?.curfew ?? "scheduled";
      const own = overdue.filter(({ what }) => systemOf(what) === name);
      texts.set(name, overdueIssue({ system: name, enforcement, overdue: own }));
    }
    await keepIssues(context, { prefix: PREFIX, texts, unknown }, now);
  });
  if (!problem) return { findings: [], retry: false };
  const failed = finding("issue-failed", {}, { subject: "overdue", error: problem.error }, "warning");
  return { findings: [failed], retry: problem.transient };
}
