import { type Finding, finding } from "../../model/finding.js";
import type { Change, GrantChange, RevokeChange } from "../../model/plan.js";
import { type Receipt, receiptOf } from "../../model/receipt.js";
import { Failure } from "../../ports/failure.js";
import type { Provider, ProviderContext } from "../../ports/provider.js";
import { createAccountCheck } from "./account.js";
import { awaitSeen, pauseOf, SETTLES } from "./await-seen.js";
import { type Aws, openAws } from "./aws.js";
import { examineQuotas } from "./examine-quotas.js";
import { howToUse } from "./how-to.js";
import { type Mode, modeOf, revokeHeld } from "./mode.js";
import { observeAccount } from "./observe.js";
import { refusalOf } from "./refusal.js";

export async function openProvider(context: ProviderContext): Promise<Provider> {
  return providerAt(await openAws(context), context);
}

/** However AWS is reached. */
export function providerAt(aws: Aws, context: ProviderContext): Provider {
  const { system, repository } = context;
  const checkAccount = createAccountCheck(aws, system);
  const scope = { system: system.name, repository };

  async function grant(change: GrantChange): Promise<Receipt> {
    return receiptFor(change, async () => {
      const mode = requireMode(context, change);
      await checkAccount();
      return (await mode.grant(aws, scope)) > 0;
    });
  }

  async function revoke(change: RevokeChange): Promise<Receipt> {
    return receiptFor(change, async () => {
      await checkAccount();
      return revokeHeld(aws, system, change.held, scope);
    });
  }

  async function examine(): Promise<readonly Finding[]> {
    try {
      await checkAccount();
      await aws.call("GetAccountAuthorizationDetails", ({ iam }) =>
        iam.getAccountAuthorizationDetails({ Filter: ["Role"], MaxItems: 1 }),
      );
      return await examineQuotas(aws, system);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [finding("system-unobserved", {}, { system: system.name, error: error.message })];
    }
  }

  return {
    kind: system.kind,
    curfew: "hard",
    async observe(now) {
      await checkAccount();
      return observeAccount(aws, { system, repository }, now);
    },
    grant,
    revoke,
    settling: {
      seconds: SETTLES,
      seen: async (binding) => {
        const mode = modeOf(system, { ...binding, repository });
        return mode !== undefined && awaitSeen(() => mode.isWhole(aws, scope), pauseOf(context));
      },
    },
    howTo: (binding) => howToUse(system, binding, repository),
    examine,
  };
}

function requireMode({ system, repository }: ProviderContext, { binding }: GrantChange): Mode {
  const refusal = refusalOf(system, binding);
  if (refusal !== undefined) throw new Failure(refusal, { transient: false });
  const mode = modeOf(system, { ...binding, repository });
  if (mode) return mode;
  throw new Failure(`${binding.identity} does not name one person`, { transient: false });
}

/** What the world did wrong is a failed receipt; what we did wrong is thrown. */
async function receiptFor(change: Change, apply: () => Promise<boolean>): Promise<Receipt> {
  try {
    return receiptOf(change, { outcome: (await apply()) ? "done" : "unchanged" });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return receiptOf(change, { outcome: "failed", transient: error.transient, error: error.message });
  }
}
