import { decideRemovals } from "../core/decide/decide-removals.js";
import { classify } from "../core/read/classify.js";
import type { Access } from "../model/access.js";
import type { Judgement } from "../model/decision.js";
import type { Effect } from "../model/effect.js";
import type { Facts } from "../model/facts.js";
import { type Finding, isError } from "../model/finding.js";
import type { TreeChange } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { Request } from "../model/request.js";
import type { PullRequest } from "../ports/forge.js";
import { isSelf } from "./author-of.js";
import type { Context } from "./context.js";
import { gatherEffect } from "./gather-effect.js";
import { gatherFacts } from "./gather-facts.js";
import { judgeAsked } from "./judge-asked.js";
import { policyTestFindings } from "./policy-tests.js";
import { groundIn, systemQuotaFindings } from "./quota-findings.js";
import { readLedger } from "./read-ledger.js";
import { readProvenance } from "./read-provenance.js";
import { readRequests } from "./read-requests.js";
import { type Removed, removedRequests } from "./removed-requests.js";

/** What a pull request is, and what judging it came to. */
export type View =
  /** It changes nothing of ours. */
  | { readonly kind: "none" }
  /** It cannot be judged as it is: split it. */
  | { readonly kind: "mixed"; readonly findings: readonly Finding[] }
  /** It could not be judged, and will not be until somebody has changed something. */
  | { readonly kind: "unjudged"; readonly findings: readonly Finding[] }
  /** It changes policy, people, systems or code owners: GitHub has their owners review it, and it must be readable. */
  | { readonly kind: "access"; readonly findings: readonly Finding[]; readonly effect: AccessEffect }
  | ({ readonly kind: "requests"; readonly requests: readonly Request[] } & Judged)
  | ({ readonly kind: "removals"; readonly removed: readonly Removed[] } & Judged);

/** What merging it would do; nothing is claimed of what cannot be read, or cannot be merged as it is. */
export type AccessEffect = Effect | "unreadable" | "conflicting";

interface Judged {
  readonly access: Access;
  readonly facts: Facts;
  readonly judgement: Judgement;
  readonly findings: readonly Finding[];
}

/** Whether nothing stands in the way of merging it. Only requests and removals are ever merged by us. */
export function isAllowed(view: View): view is Extract<View, { kind: "requests" | "removals" }> {
  return (
    (view.kind === "requests" || view.kind === "removals") &&
    view.judgement.decision.outcome === "allowed" &&
    !view.findings.some(isError)
  );
}

/** Judges an open pull request as if it were merged now, under what stands on `base`, never under what it brings. */
export async function judgePullRequest(context: Context, pull: PullRequest, base: string, now: Instant): Promise<View> {
  const { history } = context;
  const head = pull.head.commit;
  await history.ensure(head, `refs/pull/${pull.number}/head`);
  const shape = classify(await history.changesOf(base, head));
  switch (shape.kind) {
    case "none":
    case "mixed":
      return shape;
    case "access":
      return judgeAccess(context, pull, base, now);
    case "requests":
      return judgeRequests(context, pull, base, shape.added, now);
    case "removals":
      return judgeRemovals(context, pull, base, shape.removed, now);
    default:
      return shape satisfies never;
  }
}

/** Findings on the lines of the head; the effect is of what merging it would give, which may differ from its head. */
async function judgeAccess(context: Context, pull: PullRequest, base: string, now: Instant): Promise<View> {
  const head = pull.head.commit;
  const { findings: own, systems } = await context.accessAt(head);
  const findings = [
    ...own,
    ...(await policyTestFindings(context, head)),
    ...(await systemQuotaFindings(groundIn(context), systems)),
  ];
  if (own.some(isError)) return { kind: "access", findings, effect: "unreadable" };
  const tree = await context.history.mergedTree(base, head);
  if (tree === undefined) return { kind: "access", findings, effect: "conflicting" };
  const [before, after] = await Promise.all([context.accessAt(base), context.accessAt(tree)]);
  if (after.findings.some(isError)) return { kind: "access", findings: after.findings, effect: "unreadable" };
  return { kind: "access", findings, effect: await gatherEffect(context, pull, { base, before, after, now }) };
}

async function judgeRequests(
  context: Context,
  pull: PullRequest,
  base: string,
  added: readonly TreeChange[],
  now: Instant,
): Promise<View> {
  const access = await context.accessAt(base);
  const paths = added.map((change) => change.path);
  const { requests } = await readRequests(context, added, access);
  const whats = requests.flatMap(({ what }) => what);
  const facts = await gatherFacts(context, pull, { paths, whats, always: [], access, at: now });
  const asked = await judgeAsked(context, { base, added, access, facts });
  const doubts = await provenanceNow(context, base, now);
  return { kind: "requests", ...asked, findings: [...doubts, ...asked.findings] };
}

/**
 * Why nothing can be granted on the policy of the base, whoever approves it. What cannot be known now is asked for again. How
 * it came is followed as it will be once this is merged: that what was pushed is gone again, to the byte, does not suffice.
 */
async function provenanceNow(context: Context, base: string, now: Instant): Promise<readonly Finding[]> {
  const { lines } = await readLedger(context, now);
  const { offences } = await readProvenance(context, { head: base, commits: [base], lines, now });
  return offences.map((offence) => offence.finding);
}

async function judgeRemovals(
  context: Context,
  pull: PullRequest,
  base: string,
  changes: readonly TreeChange[],
  now: Instant,
): Promise<View> {
  const access = await context.accessAt(base);
  const paths = changes.map((change) => change.path);
  const removed = await removedRequests(context, base, changes, now, isSelf(context, pull.author));
  const whats = removed.flatMap(({ request }) => request?.what ?? []);
  const facts = await gatherFacts(context, pull, { paths, whats, always: [{ kind: "codeowners" }], access, at: now });
  const judgement = decideRemovals({ removed, access, facts });
  return { kind: "removals", removed, access, facts, judgement, findings: [] };
}
