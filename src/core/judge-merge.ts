import type { Access } from "../model/access.js";
import { type Decision, reasonsIn } from "../model/decision.js";
import type { Facts } from "../model/facts.js";
import { type Finding, finding, isError, type Place } from "../model/finding.js";
import type { PathEvent, TreeChange } from "../model/history.js";
import { later } from "../model/instant.js";
import type { Holder, Verdict } from "../model/ledger-line.js";
import type { Merge } from "../model/merge.js";
import { personOf } from "../model/person.js";
import { placeOf } from "../model/place.js";
import type { Offence } from "../model/provenance.js";
import { REQUESTS, type Request, windowOf } from "../model/request.js";
import { identityOf } from "../model/system.js";
import { systemOf } from "../model/what.js";
import { appliesTo } from "./decide/applies-to.js";
import { decideRequests } from "./decide/decide-requests.js";
import { denialFindings } from "./decide/denials.js";
import { bringsHead, mergedBy } from "./merge-shape.js";

export interface MergeShape {
  /** The newest first-parent commit that added the path. */
  readonly added: PathEvent;
  /** The pull request that the forge says this commit merged; absent where there is none. */
  readonly merge?: Merge;
  /** From the commit's first parent to the commit. */
  readonly changes: readonly TreeChange[];
  /** What was reviewed: from the merge bases of first parent and head to the head; absent where the head is lost. */
  readonly reviewed?: readonly TreeChange[];
}

/**
 * Whether the addition of a request came about as a merge must: by the pull request whose merge commit this is, with
 * what was reviewed and nothing else. Undefined where it did. It looks at trees, never at messages or dates.
 *
 * | the commit                                                        | is          |
 * |-------------------------------------------------------------------|-------------|
 * | has no pull request, or another commit is that one's merge        | direct      |
 * | is the pull request's own head: its commits were pushed           | direct      |
 * | has no parent, or more than two                                   | direct      |
 * | has a second parent that is not the head                          | different   |
 * | adds, or had reviewed, anything else than request files           | mixed       |
 * | adds other files or contents than were reviewed, or unknown ones  | different   |
 *
 * The last also refuses the merges by rebase that put several commits on the branch: the last of them does not add all
 * that was reviewed.
 */
export function mergeFinding({ added, merge, changes, reviewed }: MergeShape): Finding | undefined {
  const { path, commit, parents } = added;
  const place: Place = { path };
  const by = mergedBy(commit, parents, merge);
  if (by === undefined) return finding("merge-direct", place, { commit });
  const { pull } = by;
  if (!bringsHead(parents, by)) return finding("merge-differs", place, { commit, pull });
  const others = [...new Set([...changes, ...(reviewed ?? [])].filter((change) => !addsRequest(change)).map(pathOf))];
  if (others.length > 0) return finding("merge-mixed", place, { commit, pull, others: others.toSorted() });
  if (reviewed === undefined || contentOf(reviewed) !== contentOf(changes) || !changes.some(isAddition(added))) {
    return finding("merge-differs", place, { commit, pull });
  }
  return undefined;
}

function pathOf({ path }: TreeChange): string {
  return path;
}

/** A new, plain file in the folder of requests. */
function addsRequest({ status, path, mode }: TreeChange): boolean {
  return status === "added" && mode.startsWith("100") && path.startsWith(REQUESTS) && path.endsWith(".yaml");
}

function isAddition({ path, blob }: PathEvent): (change: TreeChange) => boolean {
  return (change) => change.path === path && change.blob === blob;
}

function contentOf(changes: readonly TreeChange[]): string {
  return JSON.stringify(changes.map(({ path, blob }) => [path, blob]).toSorted());
}

/**
 * Judges a merge once more, on the facts of its moment. All that its pull request added is judged together, as it was
 * when it was checked: `requests` and `findings` are of all those files, `access` of the first parent.
 */
export function judgeMerge(
  input: MergeShape & {
    readonly requests: readonly Request[];
    readonly findings: readonly Finding[];
    readonly access: Access;
    /** What stands in the way of judging anything on the policy of the first parent. */
    readonly offences: readonly Offence[];
    /** May be absent only where `mergeFinding` refuses the merge already. */
    readonly facts?: Facts;
  },
): Verdict {
  const { added, merge, requests, access } = input;
  const known = input.facts === undefined ? {} : { facts: input.facts };
  const shape = mergeFinding(input);
  if (shape !== undefined) return { stands: false, finding: shape, ...known };
  if (merge === undefined || input.facts === undefined) throw new Error("a merge is judged on its facts");
  // Only what was reviewed at the merged head counts, at the moment of the merge, whatever the facts were gathered for.
  const facts: Facts = { ...input.facts, pull: merge.pull, head: merge.head, at: merge.at };
  const [offence] = input.offences;
  if (offence !== undefined) {
    const args = { commit: merge.commit, pull: merge.pull, offence: offence.commit };
    return { stands: false, finding: finding("merge-policy", { path: added.path }, args), facts };
  }
  const undecided = (outcome: "waiting" | "denied", reasons: readonly string[]): Finding => {
    const args = { commit: merge.commit, pull: merge.pull, outcome, reasons: [...new Set(reasons)] };
    return finding("merge-undecided", { path: added.path }, args);
  };

  const errors = input.findings.filter(isError).map(({ code }) => code);
  if (errors.length > 0) return { stands: false, finding: undecided("denied", errors), facts };
  const { decision } = decideRequests({ requests, access, facts });
  if (decision.outcome !== "allowed") {
    const reasons = decision.outcome === "denied" ? denialCodes(decision, requests) : missingApprovals(decision);
    return { stands: false, finding: undecided(decision.outcome, reasons), facts, decision };
  }
  const request = requests.find(({ path }) => path === added.path);
  const holder = request === undefined ? undefined : holderIn(request, access);
  if (request === undefined || holder === undefined) {
    return { stands: false, finding: undecided("denied", ["missing-file"]), facts, decision };
  }
  const { who, what } = request;
  return {
    stands: true,
    who,
    what,
    ...holder,
    window: windowOf(request, merge.at),
    ...(request.renews === undefined ? {} : { renews: request.renews }),
    ...(request.emergency ? { emergency: { due: later(merge.at, reviewOf(request, access)) } } : {}),
    facts,
    decision,
  };
}

/** In seconds: the shortest that a policy on it demands. */
function reviewOf({ what }: Request, { policies }: Access): number {
  const applying = policies.filter((policy) => what.some((one) => appliesTo(policy, one)));
  return Math.min(...applying.map(({ emergency }) => emergency?.review ?? 0));
}

function denialCodes(decision: Decision, requests: readonly Request[]): readonly string[] {
  return denialFindings(decision, requests).map(({ code }) => code);
}

/** `codeowners 0/1`: the names of each clause that is not fulfilled, and how far it came. */
function missingApprovals(decision: Decision): readonly string[] {
  return reasonsIn(decision).flatMap((reason) =>
    reason.kind === "approve" && reason.approvals.length < reason.count
      ? [`${reason.by.join("|")} ${reason.approvals.length}/${reason.count}`]
      : [],
  );
}

/** A request names roles of one system, so that its holder has one name in it. */
function holderIn({ who, what }: Request, { people, systems }: Access): Holder | undefined {
  const [first] = what;
  const system = first === undefined ? undefined : systems.get(systemOf(first));
  const person = personOf(people, who);
  const identity = system === undefined || person === undefined ? undefined : identityOf(system, person);
  if (system === undefined || person === undefined || identity === undefined) return undefined;
  return { id: person.id, identity, place: placeOf(system) };
}
