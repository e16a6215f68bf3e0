import { compareTexts } from "../core/compare-texts.js";
import { firstJudgements, judgementKey } from "../core/first-judgements.js";
import { furtherLines } from "../core/further-lines.js";
import { parseRequest } from "../core/read/request.js";
import type { Access } from "../model/access.js";
import type { RequestAtHead } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine } from "../model/ledger-line.js";
import { REQUESTS } from "../model/request.js";
import type { HistoryTooShort } from "../ports/failure.js";
import type { TreeEntry } from "../ports/history.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { inTime } from "./in-time.js";
import { inTurns } from "./in-turns.js";
import { type GatheredAddition, gatherAddition, judgeGathered, usesPast } from "./judge-addition.js";
import { mainBranch } from "./main-branch.js";
import { readFiles } from "./read-files.js";
import { attemptProvenance, type PolicyUnjudged, type ProvenanceRead } from "./read-provenance.js";
import { eventsIn } from "./shallow.js";

/** Every request at HEAD with the verdict on its merge. */
export interface JudgedHead {
  readonly commit: string;
  readonly access: Access;
  readonly requests: readonly RequestAtHead[];
  /** First judgements, not in the ledger yet. */
  readonly judged: readonly JudgedLine[];
  /** Whether policy came as it must; a problem where that could not be judged. */
  readonly provenance: ProvenanceRead | PolicyUnjudged;
  /** Whether a merge could not be judged that can be soon. */
  readonly retry: boolean;
  /** The clone is too shallow to know every merge, or what it is judged on: those requests have no verdict. */
  readonly short?: HistoryTooShort;
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
  const paths = entries.map(({ path }) => path);
  const { events: additions, short: unseen } = await eventsIn(() => history.additions(commit, paths));
  const known = firstJudgements(lines);
  const unknown = [...additions.values()].filter((added) => !known.has(keyOf(added)));
  const grounds = unknown.flatMap(({ parents }) => parents.slice(0, 1));
  const provenance = await attemptProvenance(context, { head: commit, commits: grounds, lines, now });
  let retry = "error" in provenance && provenance.transient;

  async function gather(added: PathEvent): Promise<GatheredAddition | Problem> {
    if ("error" in provenance) return provenance;
    try {
      const known = { offences: provenance.at(added.parents[0] ?? "") };
      return await inTime(context, "judge", "judging a merge", () => gatherAddition(context, added, known));
    } catch (error) {
      return problemOf(context, "judging a merge", error);
    }
  }

  const gathered = await inTurns(AT_A_TIME, entries, async (entry): Promise<Gathered> => {
    const { path, blob } = entry;
    const added = additions.get(path);
    if (!added) return { request: { path, blob, findings: [] } };
    const findings = added.blob === blob ? [] : await unreadable(context, entry);
    const before = known.get(keyOf(added));
    if (before) return { request: { path, blob, added, verdict: before.verdict, findings } };
    return { request: { path, blob, added, findings }, addition: await gather(added) };
  });
  const problems = gathered.flatMap(({ addition }) => (isProblem(addition) ? [addition] : []));
  const short = unseen ?? problems.find((problem) => problem.short)?.short;
  const transient = problems.some((problem) => problem.transient);
  const missing = transient || short !== undefined;
  const judged = judgeInOrder(gathered, { lines, now, missing });
  const verdicts = new Map(judged.map((line) => [line.request, line.verdict]));
  const requests = gathered.map(({ request, addition }): RequestAtHead => {
    if (addition === undefined) return request;
    const verdict = verdicts.get(request.path);
    if (verdict !== undefined) return { ...request, verdict };
    const problem = isProblem(addition) ? addition : { error: EARLIER_UNKNOWN, transient };
    retry ||= problem.transient;
    const { path, findings } = request;
    return { ...request, findings: [...findings, finding("merge-unjudged", { path }, { error: problem.error })] };
  });
  return { commit, access, requests, judged, provenance, retry, ...(short ? { short } : {}) };
}

function keyOf({ path, commit }: PathEvent): string {
  return judgementKey({ request: path, commit });
}

/** A request at HEAD, with what its merge is to be judged on where the ledger has no verdict. */
interface Gathered {
  readonly request: RequestAtHead;
  readonly addition?: GatheredAddition | Problem;
}

function isProblem(addition: GatheredAddition | Problem | undefined): addition is Problem {
  return addition !== undefined && "error" in addition;
}

const EARLIER_UNKNOWN = "an earlier merge that it depends on could not be judged";

/**
 * Judges merges in the order in which they were made, each knowing those before it: whatever came first took the last
 * renewal, or is the emergency that stands in the way of another. Where one is missing, it may be the one that counts:
 * those that depend on what was before have to wait for it.
 */
function judgeInOrder(
  gathered: readonly Gathered[],
  of: { readonly lines: readonly LedgerLine[]; readonly now: Instant; readonly missing: boolean },
): readonly JudgedLine[] {
  const additions = gathered
    .flatMap(({ addition }) => (addition === undefined || isProblem(addition) ? [] : [addition]))
    .filter((addition) => !(of.missing && usesPast(addition)))
    .toSorted(byMerge);
  const judged: JudgedLine[] = [];
  for (const addition of additions) {
    const { path, blob, commit } = addition.added;
    const verdict = judgeGathered(addition, furtherLines(of.lines, judged));
    judged.push({ kind: "judged", at: of.now, request: path, blob, commit, verdict });
  }
  // By path, not by who answered first: the ledger reads the same whatever the network did.
  return judged.toSorted((one, other) => compareTexts(one.request, other.request));
}

function byMerge({ merge: one }: GatheredAddition, { merge: other }: GatheredAddition): number {
  return (one?.at ?? 0) - (other?.at ?? 0) || (one?.pull ?? 0) - (other?.pull ?? 0);
}

/** What was edited since it was merged is withdrawn, unless it cannot even be read: then nobody knows what was meant. */
async function unreadable({ history }: Context, entry: TreeEntry): Promise<readonly Finding[]> {
  const files = await readFiles(history, [entry]);
  return files.flatMap((file) => parseRequest(file).findings ?? []);
}
