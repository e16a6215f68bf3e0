import type * as Budgets from "../../../src/adapters/budget.js";
import type * as Edits from "../../../src/core/edited-roles.js";
import type * as Policies from "../../../src/core/judge-policy-change.js";
import { UNLIMITED } from "../../../src/ports/budget.js";
import type * as Systems from "../../../src/run/systems-to-reconcile.js";
import { type Bug, bug, CORE, inProviders, instead, RUN } from "./bug.js";

/** Those of what is held while its role, or its system, becomes another. */
export const CHANGING_BUGS: readonly Bug[] = [
  bug({
    what: "Whatever is held is whole, whatever its role gives now",
    where: "the provider",
    breaks: "gives-what-the-role-says",
    season: "changing",
    bend: inProviders((provider) => ({
      async observe(now) {
        const { held, strangers } = await provider.observe(now);
        return { held: held.map((one) => ({ ...one, whole: true })), strangers };
      },
    })),
  }),
  bug({
    what: "An edited role is told as a damaged one",
    where: "core/edited-roles",
    breaks: "an-edit-is-told",
    season: "changing",
    plant: instead<typeof Edits>(`${CORE}/edited-roles.js`, () => ({ withEdits: (plan) => plan })),
  }),
  bug({
    what: "What is pushed to a policy counts as if its owners had approved it",
    where: "core/judge-policy-change",
    breaks: "gives-what-was-approved",
    season: "changing",
    plant: instead<typeof Policies>(`${CORE}/judge-policy-change.js`, () => ({ judgePolicyChange: () => ({}) })),
  }),
  bug({
    what: "Only the systems that there are now are looked at",
    where: "run/systems-to-reconcile",
    breaks: "nothing-stays-where-it-was",
    season: "changing",
    plant: instead<typeof Systems>(`${RUN}/systems-to-reconcile.js`, () => ({
      systemsToReconcile: async (_context, { systems }) => ({ systems: [...systems.values()], findings: [] }),
    })),
  }),
  bug({
    what: "A run waits for what hangs, however long",
    where: "adapters/budget",
    breaks: "scheduled-curfew",
    season: "changing",
    plant: instead<typeof Budgets>("../../../src/adapters/budget.js", () => ({ createBudget: () => UNLIMITED })),
  }),
];
