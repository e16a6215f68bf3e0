import { finding } from "../model/finding.js";
import { heldBackIssue } from "../render/held-back.js";
import type { Announced } from "./announce.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import { keepIssues } from "./keep-issues.js";
import type { Prepared } from "./prepare.js";

const PREFIX = "held-back-";

/** Where somebody can look at what is held back, and allow it: one issue a system, open as long as there is something. */
export async function reportHeldBack(context: Context, { systems, now }: Prepared): Promise<Announced> {
  const texts = new Map(
    systems.flatMap((one) => {
      if (one.kind !== "observed" || one.heldBack.length === 0) return [];
      const { name } = one.system;
      return [[name, heldBackIssue({ system: name, plan: one.planId, changes: one.heldBack })] as const];
    }),
  );
  const unknown = systems.filter(({ kind }) => kind === "unobserved").map(({ system }) => system.name);
  const problem = await attemptInTime(context, "record", "reporting what is held back", () =>
    keepIssues(context, { prefix: PREFIX, texts, unknown }, now),
  );
  if (!problem) return { findings: [], retry: false };
  const failed = finding("issue-failed", {}, { subject: "held-back", error: problem.error }, "warning");
  return { findings: [failed], retry: problem.transient };
}
