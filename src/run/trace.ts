import { audit, heldAt, verify } from "../core/audit.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { type CommitRecord, parseRecord } from "../model/record.js";
import type { TimelineEntry } from "../model/timeline.js";
import type { Context } from "./context.js";
import { mainBranch } from "./main-branch.js";
import { orShort, shallowFindings } from "./shallow.js";

export interface Trace {
  readonly entries: readonly TimelineEntry[];
  readonly findings: readonly Finding[];
}

/** Who had what, when, why, and who approved: the ledger's timeline, with the reasons that the merge commits give. */
export async function trace(
  context: Context,
  now: Instant,
  options: { readonly at?: Instant; readonly verify: boolean },
): Promise<Trace> {
  await context.history.fetch();
  const { lines, findings: unreadable } = await context.ledger.read(undefined);
  const wanted = new Set(lines.flatMap((line) => (line.kind === "judged" ? [line.commit] : [])));
  const records = new Map<string, CommitRecord>();
  const short = await orShort(async () => {
    // One walk, and no further than the oldest merge that was judged.
    for await (const { commit, message } of wanted.size > 0
      ? context.history.messages(await mainBranch(context))
      : []) {
      if (!wanted.delete(commit)) continue;
      const record = parseRecord(message);
      if (record) records.set(commit, record);
      if (wanted.size === 0) return;
    }
  });
  const entries = audit(lines, records);
  return {
    entries: options.at === undefined ? entries : heldAt(entries, options.at),
    findings: [
      ...unreadable,
      ...shallowFindings(short ?? undefined),
      ...(options.verify ? verify(entries, lines, now) : []),
    ],
  };
}
