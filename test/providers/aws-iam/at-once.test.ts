import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding, Held } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { Change } from "../../../src/model/plan.js";
import type { Provider } from "../../../src/ports/provider.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { type Interposed, interpose } from "../../together/interposed.js";
import { NOW, REPOSITORY } from "../a-system.js";
import { environmentOf, openAccount, system, type TestAccount } from "./account.js";

let account: TestAccount;
let between: Interposed;
beforeEach(async () => {
  account = await openAccount();
  between = await interpose(account.sandbox.url);
});
afterEach(async () => {
  await between.close();
  await account.close();
});

function connectThrough(): Promise<Provider> {
  const environment = environmentOf(between.url, account.curfew);
  return kind.open({ system, repository: REPOSITORY, environment, retries: 0, retryDelay: 0 });
}

function apply(provider: Provider, change: Change) {
  return change.action === "revoke" ? provider.revoke(change) : provider.grant(change);
}

/** Of two processes that do the same at once, the other does all of it before the k-th call of the one; for every k. */
async function togetherEverywhere(begin: () => Promise<Change>): Promise<readonly Held[]> {
  const other = await account.connect();
  let held: readonly Held[] = [];
  let call = 1;
  for (let interrupted = true; interrupted; call += 1) {
    const change = await begin();
    const one = await connectThrough();
    interrupted = false;
    between.before(call, async () => {
      interrupted = true;
      expect((await apply(other, change)).result).toEqual({ outcome: "done" });
    });
    const { result } = await apply(one, change);
    expect([call, result]).toEqual([call, { outcome: expect.stringMatching(/^(done|unchanged)$/) }]);
    if (!interrupted) break;
    held = (await other.observe(NOW)).held;
    expect(held.map(({ whole }) => whole)).toEqual(change.action === "revoke" ? [] : [true]);
  }
  expect(call).toBeGreaterThan(4);
  return held;
}

describe("two processes that do the same at once do no harm, and neither fails", () => {
  const clear = async () => {
    const provider = await account.connect();
    for (const held of (await provider.observe(NOW)).held) {
      await provider.revoke({ action: "revoke", held, because: "expired" });
    }
  };
  const granted = async (binding: Binding): Promise<Held> => {
    const provider = await account.connect();
    await provider.grant({ action: "grant", binding, because: "new" });
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    return held;
  };

  it("granting", async () => {
    const [binding] = account.bindings;
    const held = await togetherEverywhere(async () => {
      await clear();
      return { action: "grant", binding, because: "new" };
    });
    expect(held).toMatchObject([{ until: binding.until }]);
  }, 120_000);

  it("extending", async () => {
    const [binding] = account.bindings;
    const longer = { ...binding, until: later(binding.until, 600) };
    const held = await togetherEverywhere(async () => {
      await clear();
      return { action: "extend", binding: longer, held: await granted(binding), because: "grants" };
    });
    expect(held).toMatchObject([{ until: longer.until }]);
  }, 120_000);

  it("revoking", async () => {
    const [binding] = account.bindings;
    const held = await togetherEverywhere(async () => ({
      action: "revoke",
      held: await granted(binding),
      because: "expired",
    }));
    expect(held).toEqual([]);
  }, 120_000);
});
