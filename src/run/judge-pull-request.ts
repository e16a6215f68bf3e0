import { decideRemovals } from "../core/decide/decide-removals.js";
import { decideRequests } from "../core/decide/decide-requests.js";
import { denialFindings } from "../core/decide/denials.js";
import { classify } from "../core/read/classify.js";
import type { Access } from "../model/access.js";
import type { Judgement } from "../model/decision.js";
import type { Facts } from "../model/facts.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { TreeChange } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { Request } from "../model/request.js";
import type { PullRequest } from "../ports/forge.js";
import { isSelf } from "./author-of.js";
import type { Context } from "./context.js";
import { gatherFacts } from "./gather-facts.js";
import { gatherPast } from "./gather-past.js";
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
  | { readonly kind: "access"; readonly findings: readonly Finding[] }
  | ({ readonly kind: "requests"; readonly requests: readonly Request[] } & Judged)
  | ({ readonly kind: "removals"; readonly removed: readonly Removed[] } & Judged);

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
      return { kind: "access", findings: (await context.accessAt(head)).findings };
    case "requests":
      return judgeRequests(context, pull, base, shape.added, now);
    case "removals":
      return judgeRemovals(context, pull, base, shape.removed, now);
    default:
      return shape satisfies never;
  }
}

async function judgeRequests(
  context: Context,
  pull: PullRequest,
  base: string,
  added: readonly TreeChange[],
  now: Instant,
): Promise<View> {
  const access = await context.accessAt(base);
  const read = await readRequests(context, added, access);
  const paths = added.map((change) => change.path);
  const { requests } = read;
  const [gathered, before] = await Promise.all([
    gatherFacts(context, pull, { paths, access, at: now }),
    gatherPast(context, pull.number, { requests, access, now }),
  ]);
  const facts: Facts = { ...gathered, past: before.past };
  const judgement = decideRequests({ requests, access, facts });
  const findings = [
    ...read.findings,
    // What was before is not known in full: nobody knows that this may be.
    ...before.findings,
    ...(await existing(context, base, paths)),
    ...denialFindings(judgement.decision, requests),
  ];
  return { kind: "requests", requests, access, facts, judgement, findings };
}

/** Merging what is there already would add nothing, though its pull request seemed to give something. */
async function existing({ history }: Context, base: string, paths: readonly string[]): Promise<readonly Finding[]> {
  const entries = await history.tree(base, paths);
  return entries.map(({ path }) => finding("request-exists", { path }, {}));
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
  const [removed, facts] = await Promise.all([
    removedRequests(context, base, changes, now, isSelf(context, pull.author)),
    gatherFacts(context, pull, { paths, access, at: now }),
  ]);
  const judgement = decideRemovals({ removed, access, facts });
  return { kind: "removals", removed, access, facts, judgement, findings: [] };
}
