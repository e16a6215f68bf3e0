import { type Finding, finding } from "../model/finding.js";
import { startOfDay } from "../model/instant.js";
import { heldBackIssue } from "../render/held-back.js";
import type { Announced } from "./announce.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import type { Prepared } from "./prepare.js";

const PREFIX = "held-back-";

/** Days in which an issue that was closed is opened again instead of a new one. */
const REOPENED_FOR = 30;

/** Where somebody can look at what is held back, and allow it: one issue a system, open as long as there is something. */
export async function reportHeldBack(context: Context, { systems, now }: Prepared): Promise<Announced> {
  const { conversation } = context;
  const findings: Finding[] = [];
  const problem = await attempt(context, "reporting what is held back", async () => {
    const open = await conversation.openIssues();
    const observed = systems.flatMap((system) => (system.kind === "observed" ? [system] : []));
    for (const name of new Set(observed.map(({ system }) => system.name))) {
      // One name may stand for a former account too: one issue at a time, for whichever has something to look at.
      const same = observed.filter(({ system }) => system.name === name);
      const system = same.find(({ heldBack }) => heldBack.length > 0) ?? same[0];
      if (system === undefined) continue;
      const marker = `${PREFIX}${name}`;
      const existing = open.find((issue) => issue.marker === marker);
      if (system.heldBack.length === 0) {
        if (existing) await conversation.setOpen(existing.number, false);
        continue;
      }
      const text = heldBackIssue({ system: name, plan: system.planId, changes: system.heldBack });
      const issue = existing ?? (await conversation.issue(marker, startOfDay(now, REOPENED_FOR), text));
      await conversation.editIssue(issue, text);
      if (!issue.open) await conversation.setOpen(issue.number, true);
    }
  });
  if (problem) {
    findings.push(finding("issue-failed", {}, { about: "held-back", error: problem.error }, "warning"));
  }
  return { findings, retry: problem?.transient === true };
}
