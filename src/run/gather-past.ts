import { furtherLines } from "../core/further-lines.js";
import { dependsOnPast, pastOf } from "../core/past.js";
import type { Access } from "../model/access.js";
import { NO_PAST, type Past } from "../model/facts.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Request } from "../model/request.js";
import { Failure } from "../ports/failure.js";
import type { Standing } from "./judge-standing.js";

/**
 * What those who ask in an open pull request had before: by the ledger, and by the merges that it does not know yet.
 * Nothing is read where nothing depends on it.
 */
export async function gatherPast(
  pull: number,
  of: {
    readonly requests: readonly Request[];
    readonly access: Access;
    readonly now: Instant;
    readonly standing: () => Promise<Standing>;
  },
): Promise<{ readonly past: Past; readonly findings: readonly Finding[] }> {
  const { requests, access, now } = of;
  if (!dependsOnPast(requests, access)) return { past: NO_PAST, findings: [] };
  const { ledger, head } = await of.standing();
  if (head.retry) throw new Failure("a merge that this depends on cannot be judged now", { transient: true });
  if (head.short) throw head.short;
  const lines = furtherLines(ledger.lines, head.judged);
  return { past: pastOf({ requests, access, lines, pull, at: now }), findings: ledger.findings };
}
