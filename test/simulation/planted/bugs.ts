import type * as Approvals from "../../../src/core/decide/approvals.js";
import type * as Desires from "../../../src/core/desire.js";
import type * as Merges from "../../../src/core/judge-merge.js";
import type * as Receipts from "../../../src/core/missing-receipts.js";
import type * as Moments from "../../../src/core/next-moment.js";
import type * as Permits from "../../../src/core/permit.js";
import type * as Plans from "../../../src/core/plan.js";
import { later } from "../../../src/model/instant.js";
import { receiptOf } from "../../../src/model/receipt.js";
import type * as Clearing from "../../../src/run/clear-branches.js";
import type * as Reverts from "../../../src/run/open-reverts.js";
import type * as Memories from "../../../src/testing/memory-provider.js";
import type * as Vaults from "../ports/vault-provider.js";
import { type Bug, bug, CORE, inProviders, instead, RUN } from "./bug.js";
import { CHANGING_BUGS } from "./changing-bugs.js";
import { claimed } from "./claimed.js";

const brakeOnExpiry = instead<typeof Permits>(`${CORE}/permit.js`, ({ permit }) => ({
  permit(plan, limits) {
    const { permitted, ...rest } = permit(plan, limits);
    const changes = permitted.changes.filter(({ because }) => because !== "expired");
    return { ...rest, permitted: { ...permitted, changes } };
  },
}));

export const BUGS: readonly Bug[] = [
  bug({
    what: "The deadline is dropped on its way to the provider",
    where: "the provider",
    breaks: "nobody-makes-it-last",
    plant: instead<typeof Vaults>("../ports/vault-provider.js", ({ vaultKind }) => ({
      vaultKind: (entries, call) =>
        vaultKind(entries, (name, work) => call(name, () => (name === "deadline" ? (undefined as never) : work()))),
    })),
  }),
  bug({
    what: "A deadline an hour late",
    where: "core/judge-merge",
    breaks: "hard-curfew",
    plant: instead<typeof Merges>(`${CORE}/judge-merge.js`, ({ judgeMerge }) => ({
      judgeMerge(input) {
        const verdict = judgeMerge(input);
        if (!verdict.stands) return verdict;
        return { ...verdict, window: { ...verdict.window, until: later(verdict.window.until, 3600) } };
      },
    })),
  }),
  bug({
    what: "An error is swallowed: a file that cannot be read counts as if it were not there",
    where: "run/read-access",
    breaks: "approved-for-that-commit",
    bend: (context) => ({
      ...context,
      accessAt: async (commit) => ({ ...(await context.accessAt(commit)), findings: [] }),
    }),
  }),
  bug({
    what: "A brake on expiry",
    where: "core/permit",
    breaks: "scheduled-curfew",
    plant: brakeOnExpiry,
  }),
  bug({
    what: "A brake on expiry, where nothing but the schedule runs",
    where: "core/permit",
    breaks: "scheduled-curfew",
    season: "scheduled",
    plant: brakeOnExpiry,
  }),
  bug({
    what: "Whoever could approve counts as if they had",
    where: "core/decide/approvals",
    breaks: "merges-only-what-is-allowed",
    plant: instead<typeof Approvals>(`${CORE}/decide/approvals.js`, ({ voicesOn }) => ({
      voicesOn(input) {
        const voices = voicesOn(input);
        const { head: commit, at } = input.facts;
        const all = [...input.people.people.values()].flatMap(({ login }) => voices.eligible(login) ?? []);
        return { ...voices, approvals: all.map((person) => ({ person, commit, at })) };
      },
    })),
  }),
  bug({
    what: "Approvals of earlier commits count",
    where: "core/decide/approvals",
    breaks: "approved-for-that-commit",
    plant: instead<typeof Approvals>(`${CORE}/decide/approvals.js`, ({ voicesOn }) => ({
      voicesOn(input) {
        const { facts } = input;
        const reviews = facts.reviews.map((review) => ({ ...review, commit: facts.head }));
        return voicesOn({ ...input, facts: { ...facts, reviews } });
      },
    })),
  }),
  bug({
    what: "Squash merges do not stand",
    where: "core/judge-merge",
    breaks: "judged-as-it-was",
    plant: instead<typeof Merges>(`${CORE}/judge-merge.js`, ({ judgeMerge }) => ({
      judgeMerge: ({ merge, ...input }) =>
        judgeMerge(merge === undefined || input.added.parents.length === 1 ? input : { ...input, merge }),
    })),
  }),
  bug({
    what: "The plan grants again what is held",
    where: "core/plan",
    breaks: "one-run-converges",
    plant: instead<typeof Plans>(`${CORE}/plan.js`, ({ plan }) => ({
      plan(input) {
        const planned = plan(input);
        const again = input.desired.map((binding) => ({ action: "grant", binding, because: "new" }) as const);
        return { ...planned, changes: [...planned.changes, ...again] };
      },
    })),
  }),
  bug({
    what: "Whatever ends early is left until its end",
    where: "core/plan",
    breaks: "what-is-not-wanted-is-gone",
    plant: instead<typeof Plans>(`${CORE}/plan.js`, ({ plan }) => ({
      plan(input) {
        const planned = plan(input);
        return {
          ...planned,
          changes: planned.changes.filter(({ because, action }) => action !== "revoke" || because === "expired"),
        };
      },
    })),
  }),
  bug({
    what: "Access ends before its time",
    where: "core/desire",
    breaks: "allowed-becomes-usable",
    plant: instead<typeof Desires>(`${CORE}/desire.js`, ({ desire }) => ({
      desire: (input) => desire({ ...input, now: later(input.now, 600) }),
    })),
  }),
  bug({
    what: "What a killed run did is never written down",
    where: "core/missing-receipts",
    breaks: "records-agree",
    plant: instead<typeof Receipts>(`${CORE}/missing-receipts.js`, () => ({ missingReceipts: () => [] })),
  }),
  bug({
    what: "Only what is found gone is written down, and not what is found given",
    where: "core/missing-receipts",
    breaks: "every-effect-a-receipt",
    plant: instead<typeof Receipts>(`${CORE}/missing-receipts.js`, ({ missingReceipts }) => ({
      missingReceipts: (input) => missingReceipts(input).filter(({ action }) => action === "revoke"),
    })),
  }),
  bug({
    what: "What failed is written down as done",
    where: "the provider",
    breaks: "every-receipt-an-effect",
    bend: inProviders((provider) => ({
      async grant(change) {
        await provider.grant(change);
        return receiptOf(change, { outcome: "done" });
      },
    })),
  }),
  bug({
    what: "The mark of another repository counts as ours",
    where: "the provider",
    breaks: "foreign-untouched",
    plant: instead<typeof Memories>("../../../src/testing/memory-provider.js", ({ memoryKind }) => ({
      memoryKind: (world) => memoryKind({ ...world, entries: claimed(world.entries) }),
    })),
  }),
  bug({
    what: "Branches of others are cleared away",
    where: "run/clear-branches",
    breaks: "foreign-untouched",
    plant: instead<typeof Clearing>(`${RUN}/clear-branches.js`, () => ({
      async clearBranches({ forge }) {
        for (const { head } of await forge.openPullRequests()) await forge.deleteBranch(head.branch);
      },
    })),
  }),
  bug({
    what: "Nothing is merged",
    where: "the forge",
    breaks: "allowed-is-merged",
    bend: (context) => ({
      ...context,
      forge: { ...context.forge, merge: async () => ({ merged: false, because: "refused", message: "Not today." }) },
    }),
  }),
  bug({
    what: "What has ended stays in the branch",
    where: "run/open-reverts",
    breaks: "ended-is-removed",
    plant: instead<typeof Reverts>(`${RUN}/open-reverts.js`, () => ({
      openReverts: async () => ({ pulls: [], opened: new Map(), refused: [], findings: [], retry: false }),
    })),
  }),
  ...CHANGING_BUGS,
  bug({
    what: "A case that nobody thought of",
    where: "core/next-moment",
    breaks: "no-bugs",
    plant: instead<typeof Moments>(`${CORE}/next-moment.js`, ({ nextMoment }) => ({
      nextMoment(of, now) {
        if (of.held.length > 2) throw new TypeError("Cannot read properties of undefined");
        return nextMoment(of, now);
      },
    })),
  }),
];
