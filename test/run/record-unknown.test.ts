import { expect, test } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { receiptOf } from "../../src/model/receipt.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import { Failure } from "../../src/ports/failure.js";
import type { Provider } from "../../src/ports/provider.js";
import type { Context } from "../../src/run/context.js";
import { reconcile } from "../../src/run/reconcile.js";
import { held, minutes, NOW } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "./moving-clock.js";

const ENDED = held({ until: minutes(-1) });

/** A system in which something has ended that the ledger knows, or does not, and what happens in which order. */
function placeOf(
  known: boolean,
  write: () => Promise<void> = async () => undefined,
  budget: Context["budget"] = UNLIMITED,
) {
  const { who, what, until, request, commit } = ENDED;
  const granted = { action: "grant", who, what, until, request, commit, result: { outcome: "done" } } as const;
  const lines: LedgerLine[] = known ? [{ kind: "receipt", at: minutes(-60), ...granted }] : [];
  const happened: string[] = [];
  const provider: Provider = {
    kind: "memory",
    curfew: "scheduled",
    observe: async () => ({ held: [ENDED], strangers: [] }),
    grant: async (change) => receiptOf(change, { outcome: "done" }),
    revoke: async (change) => {
      happened.push("revoke");
      return receiptOf(change, { outcome: "done" });
    },
    howTo: () => "",
    examine: async () => [],
  };
  const context = contextOf(
    {},
    {},
    {
      budget,
      providers: { kind: async () => undefined, open: async () => provider },
      ledger: {
        read: async () => ({ lines: [...lines], findings: [] }),
        lost: async () => undefined,
        async append(more) {
          await write();
          lines.push(...more);
          happened.push(
            `write ${more.map((line) => (line.kind === "receipt" ? `${line.found ? "+" : ""}${line.action}` : line.kind)).join()}`,
          );
        },
      },
    },
  );
  return { context, happened };
}

test("what the ledger does not know of is written down before it is taken away, and not twice", async () => {
  const { context, happened } = placeOf(false);
  const { receipts, missing } = await reconcile(context, NOW);
  expect(happened).toEqual(["write +grant", "revoke", "write revoke"]);
  expect([missing, receipts]).toMatchObject([[{ action: "grant", found: true }], [{ action: "revoke" }]]);
});

test("what it knows of is taken away at once", async () => {
  const { context, happened } = placeOf(true);
  await reconcile(context, NOW);
  expect(happened).toEqual(["revoke", "write revoke"]);
});

test("where it cannot be written, it is taken away all the same, and both are written afterwards", async () => {
  let asked = 0;
  const { context, happened } = placeOf(false, async () => {
    asked += 1;
    if (asked === 1) throw new Failure("curfew-ledger: no answer", { transient: true });
  });
  await reconcile(context, NOW);
  expect(happened).toEqual(["revoke", "write +grant,revoke"]);
});

test("while it is not answered, it is waited for no longer than for a judgement", async () => {
  const clock = createMovingClock();
  const { context, happened } = placeOf(
    false,
    () => new Promise<never>(() => undefined),
    createBudget(clock, 45_000, undefined),
  );
  reconcile(context, NOW);
  await turns();
  expect(happened).toEqual([]);
  clock.advance(15_000);
  await turns();
  expect(happened).toEqual(["revoke"]);
});
