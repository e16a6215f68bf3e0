import { expect, test } from "vitest";
import type { Observed } from "../../src/model/binding.js";
import { finding } from "../../src/model/finding.js";
import { receiptOf } from "../../src/model/receipt.js";
import type { Provider } from "../../src/ports/provider.js";
import { figuresOf } from "../../src/run/figures.js";
import type { PreparedSystem } from "../../src/run/prepare-system.js";
import { held, minutes, system } from "../core/world.js";

const PROVIDER: Provider = {
  kind: "memory",
  curfew: "scheduled",
  observe: async () => ({ held: [], strangers: [] }),
  grant: async (change) => receiptOf(change, { outcome: "done" }),
  revoke: async (change) => receiptOf(change, { outcome: "done" }),
  howTo: () => "",
  examine: async () => [],
};

function observed(name: string, seen: Observed): PreparedSystem {
  const plan = { system: name, changes: [] };
  return { kind: "observed", system: system(name), provider: PROVIDER, observed: seen, plan, heldBack: [], planId: "" };
}

const QUIET = { systems: [], receipts: [], overdue: [], findings: [], stale: false, retry: false };
const BOB = { who: "bob", what: "aws-prod/reader" } as const;

test("what is held is what was found, with what was granted and without what was revoked, of that system", () => {
  const gone = receiptOf({ action: "revoke", held: held(), because: "expired" }, { outcome: "done" });
  const given = { ...gone, action: "grant" as const, ...BOB };
  const failed = { ...given, who: "erin", result: { outcome: "failed" as const, transient: true, error: "no" } };
  const elsewhere = { ...given, what: "aws-dev/reader" as const };
  const seen = {
    held: [held(), held(BOB), held({ who: "Carol", whole: false })],
    strangers: [{ name: "x", about: "y" }],
  };
  const figures = figuresOf({
    ...QUIET,
    systems: [observed("aws-prod", seen)],
    receipts: [gone, given, failed, elsewhere],
  });
  expect(figures.systems).toEqual([{ name: "aws-prod", seen: { held: 2, drift: 2 }, overdue: 0 }]);
  expect(figures.success).toBe(true);
});

test("what is overdue counts where it is, also in a system that cannot be read or is not listed any more", () => {
  const late = (what: `${string}/${string}`) => ({
    who: "alice",
    what,
    until: minutes(-10),
    since: minutes(-10),
    request: "",
  });
  const down = { kind: "unobserved", system: system("aws-prod"), error: "down", transient: false } as const;
  const figures = figuresOf({
    ...QUIET,
    systems: [down],
    overdue: [late("aws-prod/admin"), late("aws-prod/reader"), late("old/admin")],
  });
  expect(figures).toEqual({
    systems: [
      { name: "aws-prod", overdue: 2 },
      { name: "old", overdue: 1 },
    ],
    reviewsOverdue: 0,
    success: false,
  });
});

test.each([
  { title: "the forge did not answer", run: { stale: true } },
  { title: "something is to be tried again", run: { retry: true } },
  {
    title: "a change failed for good",
    run: {
      findings: [finding("change-failed", {}, { action: "revoke", ...BOB, error: "denied", transient: false })],
    },
  },
  { title: "the ledger refuses to be written", run: { findings: [finding("ledger-unwritten", {}, { error: "403" })] } },
])("it is no success where $title", ({ run }) => {
  expect(figuresOf({ ...QUIET, ...run }).success).toBe(false);
});

test("emergencies whose review is due are counted; what is wrong with the repository is no failure of the run", () => {
  const due = finding("emergency-overdue", {}, { ...BOB, what: [BOB.what], pull: 1, due: "2026-11-22T10:00:00Z" });
  const wrong = finding("history-shallow", {}, { commit: "1".repeat(40) });
  expect(figuresOf({ ...QUIET, findings: [due, due, wrong] })).toEqual({
    systems: [],
    reviewsOverdue: 2,
    success: true,
  });
});
