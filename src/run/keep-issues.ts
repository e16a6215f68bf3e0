import { type Instant, startOfDay } from "../model/instant.js";
import type { Context } from "./context.js";

/** Days in which an issue that was closed is opened again instead of a new one. */
const REOPENED_FOR = 30;

/** What one issue of ours says; there is at most one for each subject. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/**
 * Keeps one issue open for each subject that something is to be said of, and closes the others whose marker has that
 * beginning, except where nobody knows whether they still hold.
 */
export async function keepIssues(
  { conversation }: Context,
  of: {
    /** What the markers begin with; the subject follows. */
    readonly prefix: string;
    readonly texts: ReadonlyMap<string, IssueText>;
    readonly unknown: readonly string[];
  },
  now: Instant,
): Promise<void> {
  const { prefix, texts, unknown } = of;
  const open = await conversation.openIssues();
  for (const { marker, number } of open) {
    const subject = marker.slice(prefix.length);
    if (marker.startsWith(prefix) && !texts.has(subject) && !unknown.includes(subject)) {
      await conversation.setOpen(number, false);
    }
  }
  for (const [subject, text] of texts) {
    const marker = `${prefix}${subject}`;
    const existing = open.find((issue) => issue.marker === marker);
    const issue = existing ?? (await conversation.issue(marker, startOfDay(now, REOPENED_FOR), text));
    await conversation.editIssue(issue, text);
    if (!issue.open) await conversation.setOpen(issue.number, true);
  }
}
