import { pairOf } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import type { Window } from "../model/request.js";
import { systemOf } from "../model/what.js";
import { type Access, type AccessState, accessComment } from "../render/access-comment.js";
import type { Context } from "./context.js";
import type { Prepared } from "./prepare.js";
import { readRequests } from "./read-requests.js";

/** Marks our one comment about what became of the access. */
export const ACCESS_COMMENT = "access";

/** Milliseconds: who was told is looked at again for as long, so that a comment that was lost is made after all. */
const TOLD_AGAIN = 24 * 3_600_000;

/**
 * Tells each merged pull request what became of it: live until when and how to use it, ended and why, or that nothing
 * was granted. Only those that the ledger has a line about that is not old: an unchanged comment costs one call.
 */
export async function announce(
  context: Context,
  {
    prepared,
    lines,
    now,
  }: { readonly prepared: Prepared; readonly lines: readonly LedgerLine[]; readonly now: Instant },
): Promise<void> {
  const all = [...prepared.lines, ...lines];
  const touched = new Set(all.filter((line) => line.at > now - TOLD_AGAIN).map((line) => line.request));
  const pulls = new Map<number, Access[]>();
  for (const line of all) {
    const pull = line.kind === "judged" && touched.has(line.request) ? line.verdict.facts?.pull : undefined;
    if (line.kind !== "judged" || pull === undefined) continue;
    pulls.set(pull, [...(pulls.get(pull) ?? []), ...(await accessesOf(context, line, all, prepared))]);
  }
  for (const [pull, accesses] of pulls) {
    if (accesses.length > 0) await context.forge.comment(pull, ACCESS_COMMENT, accessComment(accesses));
  }
}

/** What became of every role that one merged request asked for. */
async function accessesOf(
  context: Context,
  { request, blob, verdict }: JudgedLine,
  lines: readonly LedgerLine[],
  prepared: Prepared,
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
  const { who, what, window } = verdict;
  return what.flatMap((one): readonly Access[] => {
    const pair = pairOf({ who, what: one });
    const last = lines.findLast((line) => line.kind === "receipt" && pairOf(line) === pair);
    const receipt = last?.kind === "receipt" ? last : undefined;
    const state = stateOf({ pair, window, receipt }, prepared);
    return state ? [{ who, what: one, request, state }] : [];
  });
}

function stateOf(
  of: { readonly pair: string; readonly window: Window; readonly receipt: ReceiptLine | undefined },
  { desire, now, systems }: Prepared,
): AccessState | undefined {
  const { window, receipt } = of;
  if (now < window.from) return { kind: "ahead", ...window };
  if (!receipt || receipt.at < window.from) return undefined;
  if (receipt.result.outcome === "failed") return { kind: "failed", ...receipt.result };
  if (receipt.action === "revoke") return { kind: "ended", at: receipt.at, cause: receipt.cause ?? "drift" };
  const binding = desire.bindings.find((one) => pairOf(one) === of.pair);
  const system = systems.find((one) => binding && one.system.name === systemOf(binding.what));
  // Its own window has passed and another request holds the pair: that one's pull request tells of it.
  if (!binding || system?.kind !== "observed" || window.until <= now) return undefined;
  const { provider } = system;
  return { kind: "live", until: binding.until, enforcement: provider.curfew, howTo: provider.howTo(binding) };
}
