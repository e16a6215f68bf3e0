import { expect, test } from "vitest";
import type { Held } from "../../src/model/binding.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { receiptOf } from "../../src/model/receipt.js";
import { Failure, HistoryTooShort } from "../../src/ports/failure.js";
import type { History } from "../../src/ports/history.js";
import { reconcile } from "../../src/run/reconcile.js";
import { access, BASE, HEAD, held, minutes, NOW, system } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

/** Merged after the run had fetched. */
const NEWER = "7".repeat(40);

const GIVEN = held({ request: "access/requests/aws-prod/2026/11/22/alice-newer.yaml", commit: NEWER });
const ENDED = held({ who: "bob", until: minutes(-1), name: "bob" });

/** A run that had fetched BASE; what it fetches again is `main`, in which the merges `inMain` are. */
function placeOf(main: string, inMain: readonly string[], history: Partial<History> = {}) {
  let fetches = 0;
  const revoked: string[] = [];
  const written: LedgerLine[] = [];
  const provider = {
    kind: "memory",
    curfew: "scheduled" as const,
    observe: async () => ({ held: [GIVEN, ENDED], strangers: [] }),
    grant: async () => Promise.reject(new Error("nothing is granted")),
    revoke: async (change: { readonly held: Held }) => {
      revoked.push(change.held.name);
      return receiptOf({ action: "revoke", held: change.held, because: "drift" }, { outcome: "done" });
    },
    howTo: () => "",
    examine: async () => [],
  };
  const context = contextOf(
    {},
    {
      fetch: async () => {
        fetches += 1;
      },
      branch: async () => (fetches > 1 ? main : BASE),
      isIn: async (head, commit) => head === main && inMain.includes(commit),
      ...history,
    },
    {
      accessAt: async () => access({ systems: new Map([["aws-prod", system("aws-prod")]]) }),
      providers: { kind: async () => undefined, open: async () => provider },
      ledger: {
        read: async () => ({ lines: [], findings: [] }),
        lost: async () => undefined,
        append: async (lines) => void written.push(...lines),
      },
    },
  );
  return { context, revoked, fetches: () => fetches };
}

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

test("what another process gave by a merge that this run had not fetched is left as it is; what has ended ends", async () => {
  const place = placeOf(HEAD, [NEWER]);
  const { findings, retry } = await reconcile(place.context, NOW);
  expect(place.revoked).toEqual(["bob"]);
  expect([codes(findings), retry]).toEqual([["repository-moved"], true]);
});

test("what cites a merge that no branch has is taken away, wherever the branch is meanwhile", async () => {
  for (const main of [BASE, HEAD]) {
    const place = placeOf(main, main === BASE ? [] : [BASE]);
    const { findings } = await reconcile(place.context, NOW);
    expect([...place.revoked].sort()).toEqual([ENDED.name, GIVEN.name].sort());
    expect(codes(findings)).not.toContain("repository-moved");
  }
});

test("where it cannot be seen whether the branch moved on, nothing is taken away but what has ended", async () => {
  const place = placeOf(HEAD, [NEWER]);
  const { fetch } = place.context.history;
  let asked = 0;
  const once = async () => {
    asked += 1;
    if (asked > 1) throw new Failure("git fetch failed", { transient: true });
    await fetch();
  };
  const context = { ...place.context, history: { ...place.context.history, fetch: once } };
  const { retry } = await reconcile(context, NOW);
  expect([place.revoked, retry]).toEqual([["bob"], true]);
});

test("a shallow clone sees what is newer than its tip", async () => {
  const place = placeOf(HEAD, [NEWER], {
    isIn: async (head, commit) => {
      if (head === HEAD && commit === NEWER) return true;
      throw HistoryTooShort.without(commit);
    },
  });
  await reconcile(place.context, NOW);
  expect(place.revoked).toEqual(["bob"]);
});

test("a mark that is no commit at all moves nothing, and costs no fetch where the ledger knows the rest", async () => {
  const place = placeOf(HEAD, [], {
    isIn: async () => Promise.reject(new Failure("no object id", { transient: false })),
  });
  await reconcile(place.context, NOW);
  expect([place.revoked.length, place.fetches()]).toEqual([2, 1]);
});
