import { holdingsIn } from "../core/holdings.js";
import { receiptsOfHoldings } from "../core/receipts-of-holdings.js";
import { pairOf } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine, ReceiptLine, Verdict } from "../model/ledger-line.js";
import { systemOf } from "../model/what.js";
import { type Access, type AccessState, accessComment } from "../render/access-comment.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import type { Prepared } from "./prepare.js";
import { readRequests } from "./read-requests.js";
import { takeBackUnmerged } from "./unmerged.js";

type Standing = Extract<Verdict, { stands: true }>;

type Seen = Prepared & { readonly unseen: ReadonlySet<string> };

/** Marks our one comment about what became of the access. */
export const ACCESS_COMMENT = "access";

/** Milliseconds: who was told is looked at again for as long, so that a comment that was lost is made after all. */
const TOLD_AGAIN = 24 * 3_600_000;

/** Milliseconds until a comment that this process saw to be right is looked at again, by anybody's fault it may be another. */
const RIGHT_FOR = 3_600_000;

/** What this process made of the comments of a repository: whatever it forgets, or another does, it looks at again. */
interface Comments {
  readonly right: Map<number, { readonly body: string; readonly at: Instant }>;
  /** Pull requests that could not be told: they have their turn after all others. */
  readonly failed: Set<number>;
}

const comments = new WeakMap<Context["forge"], Comments>();

export interface Announced {
  readonly findings: readonly Finding[];
  /** Whether somebody was not told who can be soon. */
  readonly retry: boolean;
}

/**
 * Tells each merged pull request what became of it: live until when and how to use it, ended and why, or that nothing
 * was granted. Only those that the ledger has a line about that is not old, and of those that were told the same within
 * the hour none: each costs two calls, and a day has hundreds of runs. A pull request that cannot be told, since its
 * conversation is locked, stops no other.
 */
export async function announce(
  context: Context,
  {
    prepared,
    lines,
    unseen,
    now,
  }: {
    readonly prepared: Prepared;
    /** The ledger with what the run learnt and did. */
    readonly lines: readonly LedgerLine[];
    /** Pairs that were granted, and that their system does not show yet. */
    readonly unseen: ReadonlySet<string>;
    readonly now: Instant;
  },
): Promise<Announced> {
  const touched = new Set(
    lines.flatMap((line) => (line.kind !== "policy" && line.at > now - TOLD_AGAIN ? [line.request] : [])),
  );
  const pulls = new Map<number, JudgedLine[]>();
  for (const line of lines) {
    const pull = line.kind === "judged" && touched.has(line.request) ? line.verdict.facts?.pull : undefined;
    if (line.kind === "judged" && pull !== undefined) pulls.set(pull, [...(pulls.get(pull) ?? []), line]);
  }
  const { right, failed } = commentsOf(context, pulls);
  const findings: Finding[] = [];
  for (const [pull, judged] of [...pulls].toSorted(([one], [other]) => turn(one) - turn(other))) {
    // Those that are missing are made by whoever has time again: the last that was begun is not to be cut off.
    if (context.budget.over("wait")) return { findings, retry: true };
    const problem = await attemptInTime(context, "record", "commenting", async () => {
      const accesses = await Promise.all(
        firstOfEach(judged).map((line) => accessesOf(context, line, lines, { ...prepared, unseen })),
      );
      const body = accessComment(accesses.flat());
      const before = right.get(pull);
      if (before?.body === body && now < before.at + RIGHT_FOR) return;
      if (body !== "") await context.forge.comment(pull, ACCESS_COMMENT, body);
      // Somebody may have merged by hand what we could not.
      await takeBackUnmerged(context, pull, true);
      right.set(pull, { body, at: now });
    });
    failed.delete(pull);
    if (!problem) continue;
    right.delete(pull);
    failed.add(pull);
    findings.push(finding("comment-failed", {}, { pull, error: problem.error }, "warning"));
    // Where the forge does not answer, asking it for each of the others would only take long.
    if (problem.transient) return { findings, retry: true };
  }
  return { findings, retry: false };

  function turn(pull: number): number {
    return failed.has(pull) ? 1 : 0;
  }
}

/** Of those that are looked at; of no other is anything kept. */
function commentsOf({ forge }: Context, pulls: ReadonlyMap<number, unknown>): Comments {
  const { right, failed } = comments.get(forge) ?? { right: new Map(), failed: new Set() };
  for (const pull of [...right.keys(), ...failed]) {
    if (pulls.has(pull)) continue;
    right.delete(pull);
    failed.delete(pull);
  }
  comments.set(forge, { right, failed });
  return { right, failed };
}

/** Two runs at once may have judged the same merge: the first judgement is the one that counts. */
function firstOfEach(judged: readonly JudgedLine[]): readonly JudgedLine[] {
  return [
    ...new Map(judged.toReversed().map((line) => [`${line.commit} ${line.request}`, line])).values(),
  ].toReversed();
}

/** What became of every role that one merged request asked for. */
async function accessesOf(
  context: Context,
  { request, commit, blob, verdict }: JudgedLine,
  lines: readonly LedgerLine[],
  prepared: Seen,
): Promise<readonly Access[]> {
  if (!verdict.stands) {
    const { finding } = verdict;
    const entry = { path: request, mode: "100644", blob };
    const { requests } = await readRequests(context, [entry], prepared.head.access);
    // Whoever merged it by hand learns why nothing came of it.
    return requests.flatMap(({ who, what }) =>
      what.map((one) => ({ who, what: one, request, state: { kind: "refused" as const, finding } })),
    );
  }
  const { who, what } = verdict;
  const { keyOf } = holdingsIn(lines);
  return what.flatMap((one): readonly Access[] => {
    const pair = pairOf({ who, what: one });
    // What becomes of it where it was held before, or under another name, is told there.
    const receipts = receiptsOfHoldings(lines).get(keyOf({ who, what: one, request, commit })) ?? [];
    const state = stateOf({ pair, verdict, receipts }, prepared);
    return state ? [{ who, what: one, request, state }] : [];
  });
}

/** Of what one request gives: what another request for the same pair gives is told there. */
function stateOf(
  of: { readonly pair: string; readonly verdict: Standing; readonly receipts: readonly ReceiptLine[] },
  { desire, now, systems, unseen }: Seen,
): AccessState | undefined {
  const { window, facts } = of.verdict;
  if (now < window.from) return { kind: "ahead", ...window };
  const since = of.receipts.filter((line) => line.at >= window.from);
  const last = since.at(-1);
  if (last === undefined) return undefined;
  if (last.result.outcome === "failed") return { kind: "failed", ...last.result };
  const binding = desire.bindings.find((one) => pairOf(one) === of.pair);
  if (binding?.pulls.includes(facts.pull) && last.action !== "revoke") {
    const system = systems.find((one) => one.system.name === systemOf(binding.what));
    if (system?.kind !== "observed") return undefined;
    const { provider } = system;
    // As it was given: what is desired beyond that was not, or not yet.
    const { until } = last;
    if (unseen.has(of.pair)) return { kind: "arriving", until };
    return { kind: "live", until, enforcement: provider.curfew, howTo: provider.howTo({ ...binding, until }) };
  }
  // The first end since: what came after it was another request's.
  const end = since.find(({ action, result }) => action === "revoke" && result.outcome !== "failed");
  return end && { kind: "ended", at: end.at, until: end.until, cause: end.cause ?? "drift" };
}
