import { judgeMerge } from "../../src/core/judge-merge.js";
import type { Finding } from "../../src/model/finding.js";
import type { PROVENANCE_MEANINGS } from "../../src/render/provenance-meanings.js";
import type { JudgedHead } from "../../src/run/judge-head.js";
import { ledgerDoubt } from "../../src/run/ledger-doubt.js";
import { attemptProvenance, provenanceFindings } from "../../src/run/read-provenance.js";
import { access, BASE, BLOB, facts, HEAD, MERGE, NOW, PATH, request, review } from "../core/world.js";
import { id, type Made, PEOPLE, policyWorld, SETTINGS } from "../run/policy-world.js";
import { type Cause, when } from "./cause.js";
import { contextOf, refused } from "./contexts.js";

const ANCHORED: readonly Made[] = [
  { id: "1", changed: [PEOPLE] },
  { id: "2", changed: [SETTINGS], anchor: "1", pull: { approvedBy: ["dana"] } },
];
const ADDED = { status: "added", path: PATH, mode: "100644", blob: BLOB } as const;
const AWAY = "GET /repos/acme/access/activity: GitHub answered 403";

/** What is found once the last of these is on the default branch, where the ledger knows the others. */
async function found(commits: readonly Made[], before: readonly Made[] = ANCHORED): Promise<readonly Finding[]> {
  const at = async (all: readonly Made[], lines: Parameters<typeof attemptProvenance>[1]["lines"]) =>
    attemptProvenance(policyWorld(all).context, { head: id(all.at(-1)?.id ?? ""), commits: [], lines, now: NOW });
  const known = await at(before, []);
  return provenanceFindings(await at(commits, "error" in known ? [] : known.lines));
}

async function doubted(lost: () => Promise<string | undefined>): Promise<readonly Finding[]> {
  const ledger = { read: async () => ({ lines: [], findings: [] }), append: async () => undefined, lost };
  const context = contextOf({}, {}, { ledger });
  const head = { access: access() } as unknown as JudgedHead;
  return (await ledgerDoubt(context, head)()).findings;
}

export const PROVENANCE_CAUSES: Readonly<Record<keyof typeof PROVENANCE_MEANINGS, Cause>> = {
  "policy-direct": when("An administrator pushes a change of `access/people.yaml` to the default branch.", () =>
    found([...ANCHORED, { id: "3", changed: [PEOPLE] }]),
  ),
  "policy-differs": when("While merging by hand, somebody edits `access/people.yaml`.", () =>
    found([...ANCHORED, { id: "3", changed: [PEOPLE], pull: { approvedBy: ["dana"], merge: "evil" } }]),
  ),
  "policy-unapproved": when(
    "An administrator merges a change of `access/people.yaml` that no code owner approved.",
    () => found([...ANCHORED, { id: "3", changed: [PEOPLE], pull: { approvedBy: [] } }]),
  ),
  "policy-anchor": when("`anchor` is the commit of a branch, from before it was merged.", () => {
    const commits: readonly Made[] = [{ id: "2", changed: [SETTINGS], anchor: "f" }];
    return found(commits, commits);
  }),
  "policy-rewritten": when("Somebody forces the default branch back to before a change of policy.", () =>
    found(ANCHORED, [...ANCHORED, { id: "3", changed: [PEOPLE], pull: { approvedBy: ["dana"] } }]),
  ),
  "policy-unjudged": when("GitHub does not say which pull request a change of policy came from.", () =>
    found([...ANCHORED, { id: "3", changed: [PEOPLE], pull: { approvedBy: ["dana"], lost: true } }]),
  ),
  "merge-policy": when("A request is merged after somebody pushed a change of policy.", () => {
    const offence = {
      commit: BASE,
      finding: { code: "policy-direct", severity: "error", args: { commit: BASE, paths: [PEOPLE] } },
    } as const;
    const verdict = judgeMerge({
      added: { path: PATH, commit: MERGE, parents: [BASE, HEAD], blob: BLOB },
      merge: { pull: 42, head: HEAD, commit: MERGE, at: NOW },
      changes: [ADDED],
      reviewed: [ADDED],
      requests: [request()],
      findings: [],
      access: access(),
      offences: [offence],
      facts: facts({ reviews: [review("dana")] }),
    });
    return verdict.stands ? [] : [verdict.finding];
  }),
  "ledger-rewritten": when("Somebody deletes the branch `curfew-ledger`.", () => doubted(async () => MERGE)),
  "ledger-unchecked": when("GitHub does not say who moved the branch `curfew-ledger`.", () => doubted(refused(AWAY))),
};
