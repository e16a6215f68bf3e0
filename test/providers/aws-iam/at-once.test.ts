import type { IAM } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding, Held } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { Change } from "../../../src/model/plan.js";
import type { Provider } from "../../../src/ports/provider.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { type Interposed, interpose } from "../../together/interposed.js";
import { NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, environmentOf, openAccount, system, type TestAccount } from "./account.js";
import { answerOf, assume, iamOf } from "./holder.js";

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

it("wherever another process grants a role to whom it was made for before, their sessions are not handed on with it", async () => {
  const [before] = account.bindings;
  const another = account.sandbox.createUser(ACCOUNT, { name: "alice-ng" });
  const anew = { request: "access/requests/aws-prod/another.yaml", commit: "c".repeat(40) };
  const binding = { ...before, ...anew, identity: another.arn, until: later(before.until, 600) };
  const other = await account.connect();
  let sessions = 0;
  for (let call = 1; ; call += 1) {
    await other.grant({ action: "grant", binding: before, because: "new" });
    const arn = (await other.observe(NOW)).held[0]?.name ?? "";
    const one = await connectThrough();
    let live: IAM | undefined;
    let interrupted = false;
    between.before(call, async () => {
      interrupted = true;
      await other.grant({ action: "grant", binding: before, because: "new" });
      const entered = await assume(account.sandbox.url, account.alice, arn).catch(() => undefined);
      live = entered && iamOf(account.sandbox.url, entered);
    });
    const { result } = await one.grant({ action: "grant", binding, because: "new" });
    if (!interrupted) break;
    if (result.outcome === "failed") expect([call, result]).toMatchObject([call, { transient: true }]);
    await one.grant({ action: "grant", binding, because: "new" });
    expect((await other.observe(NOW)).held).toMatchObject([
      { identity: another.arn, until: binding.until, whole: true },
    ]);
    if (live) sessions += 1;
    if (live) expect([call, await answerOf(live.listUsers({}))]).not.toEqual([call, "allowed"]);
  }
  expect(sessions).toBeGreaterThan(5);
}, 120_000);
