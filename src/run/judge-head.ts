import { parseRequest } from "../core/read/request.js";
import type { Access } from "../model/access.js";
import type { RequestAtHead } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine, Verdict } from "../model/ledger-line.js";
import { REQUESTS } from "../model/request.js";
import type { TreeEntry } from "../ports/history.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { inTurns } from "./in-turns.js";
import { judgeAddition } from "./judge-addition.js";
import { mainBranch } from "./main-branch.js";
import { readFiles } from "./read-files.js";

/** Every request at HEAD with the verdict on its merge. */
export interface JudgedHead {
  readonly commit: string;
  readonly access: Access;
  readonly requests: readonly RequestAtHead[];
  /** First judgements, not in the ledger yet. */
  readonly judged: readonly JudgedLine[];
  /** Whether a merge could not be judged that can be soon. */
  readonly retry: boolean;
}

/** How many merges are judged at a time: each asks GitHub five or six questions. */
const AT_A_TIME = 4;

/**
 * Judges what the ledger does not know yet; what it knows is final. A merge that cannot be judged stops no other: it has
 * no verdict, and says why.
 */
export async function judgeHead(context: Context, lines: readonly LedgerLine[], now: Instant): Promise<JudgedHead> {
  const { history } = context;
  const commit = await mainBranch(context);
  const access = await context.accessAt(commit);
  const entries = await history.tree(commit, [REQUESTS]);
  const additions = await history.additions(
    commit,
    entries.map((entry) => entry.path),
  );
  // From the last to the first, so that the first of several is the one that counts.
  const known = new Map(
    lines.toReversed().flatMap((line) => (line.kind === "judged" ? [[keyOf(line), line] as const] : [])),
  );
  const judged: JudgedLine[] = [];
  let retry = false;

  async function judge(added: PathEvent): Promise<Verdict | Problem> {
    try {
      return await judgeAddition(context, added);
    } catch (error) {
      return problemOf(context, "judging a merge", error);
    }
  }

  const requests = await inTurns(AT_A_TIME, entries, async (entry): Promise<RequestAtHead> => {
    const { path, blob } = entry;
    const added = additions.get(path);
    if (!added) return { path, blob, findings: [] };
    const findings = added.blob === blob ? [] : await unreadable(context, entry);
    const before = known.get(keyOf({ request: path, commit: added.commit }));
    if (before) return { path, blob, added, verdict: before.verdict, findings };
    const verdict = await judge(added);
    if ("error" in verdict) {
      const { error, transient } = verdict;
      retry ||= transient;
      return { path, blob, added, findings: [...findings, finding("merge-unjudged", { path }, { error })] };
    }
    judged.push({ kind: "judged", at: now, request: path, blob: added.blob, commit: added.commit, verdict });
    return { path, blob, added, verdict, findings };
  });
  // By path, not by who answered first: the ledger reads the same whatever the network did.
  judged.sort((one, other) => (one.request < other.request ? -1 : 1));
  return { commit, access, requests, judged, retry };
}

/** What was edited since it was merged is withdrawn, unless it cannot even be read: then nobody knows what was meant. */
async function unreadable({ history }: Context, entry: TreeEntry): Promise<readonly Finding[]> {
  const files = await readFiles(history, [entry]);
  return files.flatMap((file) => parseRequest(file).findings ?? []);
}

function keyOf(line: { readonly request: string; readonly commit: string }): string {
  return `${line.commit} ${line.request}`;
}
