import { acceptsOffences, firstPolicyLines, isLongAgo, nextProvenance, type PolicyLines } from "../core/provenance.js";
import { ACCESS_PATHS } from "../core/read/paths.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, PolicyLine } from "../model/ledger-line.js";
import type { LineCommit, Offence, Provenance } from "../model/provenance.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { inTime } from "./in-time.js";
import { judgePolicyCommit } from "./judge-policy-commit.js";
import { type PolicyWalk, walkPolicy } from "./walk-policy.js";

/** Whether policy came as it must. */
export interface ProvenanceRead {
  /** Whether anybody asks for it: without an anchor there is no offence, however it came. */
  readonly followed: boolean;
  /** What stands in the way of whatever is judged, or granted, on the policy of the head. */
  readonly offences: readonly Offence[];
  /** The same of one of the commits that were asked for. */
  at(commit: string): readonly Offence[];
  /** What the ledger does not know of it yet. */
  readonly lines: readonly PolicyLine[];
}

/** Why nobody can say it now, and what was learnt before that: the next run goes on from there. */
export interface PolicyUnjudged extends Problem {
  readonly lines: readonly PolicyLine[];
}

const UNFOLLOWED: ProvenanceRead = { followed: false, offences: [], at: () => [], lines: [] };
const STANDS: ProvenanceRead = { ...UNFOLLOWED, followed: true };

/**
 * Whether the policy of the head, and of earlier commits of its first-parent history, came as it must since the anchor:
 * what the ledger knows is final, and what came since is judged. Nothing is asked where neither the settings nor the ledger
 * know an anchor, and history is not walked where policy is, to the byte, what is known to stand and nothing is to be
 * judged. Throws a Failure where a change cannot be judged now, or not in time: what was learnt before is in `learnt`.
 */
export async function readProvenance(
  context: Context,
  of: {
    readonly head: string;
    readonly commits: readonly string[];
    readonly lines: readonly LedgerLine[];
    readonly now: Instant;
  },
  learnt: PolicyLine[] = [],
): Promise<ProvenanceRead> {
  const { head, commits, now } = of;
  const known = firstPolicyLines(of.lines);
  const [first] = known.keys();
  const newest = [...known.values()].at(-1);
  const { anchor } = (await context.accessAt(head)).settings;
  // The first anchor is believed; from then on what the ledger knows counts, whatever a later file says.
  const start = first ?? anchor;
  if (start === undefined) return UNFOLLOWED;
  if (commits.length === 0 && newest?.offences.length === 0 && (await isSamePolicy(context, newest.commit, head))) {
    return STANDS;
  }
  const walk = await walkPolicy(context, { head, commits, known, start });
  if (walk.lost !== undefined) return lostPolicy(walk, walk.lost, known, of);
  if (known.size === 0 && walk.line[0]?.commit !== start) {
    const offences = [{ commit: head, finding: finding("policy-anchor", {}, { anchor: start }) }];
    return { followed: true, offences, at: () => offences, lines: [] };
  }
  return follow(context, walk, known, { head, commits, start, now, lines: learnt });
}

/** The same, where what cannot be judged now is to stop no more than it must. */
export async function attemptProvenance(
  context: Context,
  of: Parameters<typeof readProvenance>[1],
): Promise<ProvenanceRead | PolicyUnjudged> {
  const learnt: PolicyLine[] = [];
  try {
    return await readProvenance(context, of, learnt);
  } catch (thrown) {
    return { ...problemOf(context, "judging how policy came", thrown), lines: learnt };
  }
}

/** Why nothing new may be granted on the policy of the head; nothing where it may. */
export function provenanceFindings(read: ProvenanceRead | Problem): readonly Finding[] {
  return "error" in read
    ? [finding("policy-unjudged", {}, { error: read.error })]
    : read.offences.map((offence) => offence.finding);
}

/** Judges every change after the newest that is known, in order. */
async function follow(
  context: Context,
  { line, base }: PolicyWalk,
  known: PolicyLines,
  of: {
    readonly head: string;
    readonly commits: readonly string[];
    readonly start: string;
    readonly now: Instant;
    /** Where what is learnt is put. */
    readonly lines: PolicyLine[];
  },
): Promise<ProvenanceRead> {
  const { head, start, now: at, lines } = of;
  const states = new Map<string, Provenance>();
  const newest = line.findIndex(({ commit }) => commit === (base?.commit ?? start));
  let state: Provenance | undefined;
  for (const [index, one] of line.entries()) {
    const { commit } = one;
    const recorded = known.get(commit);
    if (recorded !== undefined) state = recorded;
    else if (commit === start) {
      state = { good: commit, offences: [] };
      lines.push({ kind: "policy", at, commit, ...state });
    } else if (state !== undefined && index > newest && one.policy.length > 0) {
      const before = state;
      const { facts, decision, ...next } = await inTime(context, "judge", "judging how policy came", () =>
        judgeNext(context, before, one, line),
      );
      state = next;
      lines.push({ kind: "policy", at, commit, ...next, ...(facts && { facts }), ...(decision && { decision }) });
    }
    if (state !== undefined) states.set(commit, state);
  }
  const remembers = lines.length === 0 && base !== undefined && base.commit !== head && isLongAgo(base, at);
  if (remembers && state?.offences.length === 0 && of.commits.length > 0) {
    lines.push({ kind: "policy", at, commit: head, good: state.good, offences: [] });
  }
  // What is older than all that is known lies before the anchor.
  const offencesAt = (commit: string): readonly Offence[] => states.get(commit)?.offences ?? [];
  return { followed: true, offences: state?.offences ?? [], at: offencesAt, lines };
}

async function judgeNext(
  context: Context,
  before: Provenance,
  one: LineCommit,
  line: readonly LineCommit[],
): Promise<Provenance & Pick<PolicyLine, "facts" | "decision">> {
  const { facts, ...judged } = await judgePolicyCommit(context, one, before.good);
  const { settings, findings } = await context.accessAt(one.commit);
  const next = nextProvenance(before, {
    commit: one.commit,
    judged,
    readable: !findings.some(isError),
    accepts: acceptsOffences(line, before.offences, { commit: one.commit, anchor: settings.anchor }),
  });
  const { decision } = judged;
  return { ...next, ...(facts && { facts }), ...(decision && { decision }) };
}

/**
 * The history that held what was known to stand is gone. Of all that is new nobody can say how it came, up to here; the
 * first and the last of it are remembered, so that what lies between is not taken for what was before.
 */
function lostPolicy(
  { line }: PolicyWalk,
  lost: PolicyLine,
  known: PolicyLines,
  { head, now: at }: { readonly head: string; readonly now: Instant },
): ProvenanceRead {
  const newest = line.findLastIndex(({ commit }) => known.has(commit));
  const fresh = line.slice(newest + 1).map(({ commit }) => commit);
  const offences = [{ commit: head, finding: finding("policy-rewritten", {}, { lost: lost.commit, commit: head }) }];
  const ends = [...new Set([fresh.at(0), fresh.at(-1)].filter((commit) => commit !== undefined))];
  const states = new Map<string, readonly Offence[]>();
  let state: readonly Offence[] = [];
  for (const { commit } of line) {
    state = known.get(commit)?.offences ?? state;
    states.set(commit, fresh.includes(commit) || commit === head ? offences : state);
  }
  return {
    followed: true,
    offences,
    at: (commit) => states.get(commit) ?? [],
    lines: ends.map((commit) => ({ kind: "policy", at, commit, good: lost.good, offences })),
  };
}

/** Files of `access/` that nobody reads make no difference. */
async function isSamePolicy(context: Context, one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const { history, forge } = context;
  const present = await inTime(context, "judge", "fetching a commit", () =>
    history.ensure(one, `refs/heads/${forge.defaultBranch}`),
  );
  if (!present) return false;
  const [before, after] = await Promise.all([one, other].map((commit) => history.tree(commit, POLICY_PATHS)));
  return JSON.stringify(before) === JSON.stringify(after);
}

const POLICY_PATHS = [...ACCESS_PATHS, ".github/"];
