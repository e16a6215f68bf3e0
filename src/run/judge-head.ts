import { parseRequest } from "../core/read/request.js";
import type { Access } from "../model/access.js";
import type { RequestAtHead } from "../model/desire.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine } from "../model/ledger-line.js";
import { REQUESTS } from "../model/request.js";
import type { TreeEntry } from "../ports/history.js";
import type { Context } from "./context.js";
import { inTurns } from "./in-turns.js";
import { judgeAddition } from "./judge-addition.js";
import { mainBranch } from "./main-branch.js";

/** Every request at HEAD with the verdict on its merge. */
export interface JudgedHead {
  readonly commit: string;
  readonly access: Access;
  readonly requests: readonly RequestAtHead[];
  /** First judgements, not in the ledger yet. */
  readonly judged: readonly JudgedLine[];
}

/** How many merges are judged at a time: each asks GitHub five or six questions. */
const AT_A_TIME = 4;

/** Judges what the ledger does not know yet; what it knows is final. */
export async function judgeHead(context: Context, lines: readonly LedgerLine[], now: Instant): Promise<JudgedHead> {
  const { history } = context;
  const commit = await mainBranch(context);
  const access = await context.accessAt(commit);
  const entries = await history.tree(commit, [REQUESTS]);
  const additions = await history.additions(
    commit,
    entries.map((entry) => entry.path),
  );
  const known = new Map(lines.flatMap((line) => (line.kind === "judged" ? [[keyOf(line), line] as const] : [])));
  const judged: JudgedLine[] = [];

  const requests = await inTurns(AT_A_TIME, entries, async (entry): Promise<RequestAtHead> => {
    const { path, blob } = entry;
    const added = additions.get(path);
    if (!added) return { path, blob, findings: [] };
    const findings = added.blob === blob ? [] : await unreadable(context, entry);
    const before = known.get(keyOf({ request: path, commit: added.commit }));
    if (before) return { path, blob, added, verdict: before.verdict, findings };
    const verdict = await judgeAddition(context, added);
    judged.push({ kind: "judged", at: now, request: path, blob: added.blob, commit: added.commit, verdict });
    return { path, blob, added, verdict, findings };
  });
  // By path, not by who answered first: the ledger reads the same whatever the network did.
  judged.sort((one, other) => (one.request < other.request ? -1 : 1));
  return { commit, access, requests, judged };
}

/** What was edited since it was merged is withdrawn, unless it cannot even be read: then nobody knows what was meant. */
async function unreadable({ history }: Context, { path, mode, blob }: TreeEntry): Promise<readonly Finding[]> {
  const contents = await history.blobs([blob]);
  return parseRequest({ path, mode, bytes: contents.get(blob) ?? new Uint8Array() }).findings ?? [];
}

function keyOf(line: { readonly request: string; readonly commit: string }): string {
  return `${line.commit} ${line.request}`;
}
