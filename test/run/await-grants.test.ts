import { expect, test } from "vitest";
import { placeOf } from "../../src/model/place.js";
import { receiptOf } from "../../src/model/receipt.js";
import type { System } from "../../src/model/system.js";
import type { Provider } from "../../src/ports/provider.js";
import { awaitGrants } from "../../src/run/await-grants.js";
import type { Prepared } from "../../src/run/prepare.js";
import type { PreparedSystem } from "../../src/run/prepare-system.js";
import { atHead, binding, minutes, NOW, standing, system } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

test("a system that became another account is waited for where the grant is, and not where it was", async () => {
  const looked: string[] = [];
  const [now, before] = ["111111111111", "222222222222"].map((account) =>
    system("aws-prod", { kind: "aws-iam", settings: { account } }),
  ) as [System, System];
  const observed = (one: System): PreparedSystem => {
    const place = placeOf(one);
    const seen = async () => {
      looked.push(place);
      return place === placeOf(now);
    };
    return {
      kind: "observed",
      system: one,
      provider: { settling: { seconds: 60, seen } } as unknown as Provider,
      observed: { held: [], strangers: [] },
      plan: { system: one.name, changes: [] },
      heldBack: [],
      planId: "",
    };
  };
  const window = { from: minutes(-60), until: minutes(60) };
  const verdict = standing(window, { place: placeOf(now) });
  const prepared = {
    now: NOW,
    lines: [],
    head: { requests: [atHead({ verdict })] },
    desire: { bindings: [binding()] },
    systems: [observed(now), observed(before)],
  } as unknown as Prepared;
  const granted = receiptOf({ action: "grant", binding: binding(), because: "new" }, { outcome: "done" });
  expect(await awaitGrants(contextOf(), prepared, [granted])).toEqual(new Set());
  expect(looked).toEqual([placeOf(now)]);
});
