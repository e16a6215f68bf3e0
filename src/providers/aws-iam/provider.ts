import { type Finding, finding } from "../../model/finding.js";
import type { Change, GrantChange, RevokeChange } from "../../model/plan.js";
import { type Receipt, receiptOf } from "../../model/receipt.js";
import type { System } from "../../model/system.js";
import { Failure } from "../../ports/failure.js";
import type { Provider, ProviderContext } from "../../ports/provider.js";
import { createAccountCheck } from "./account.js";
import { awaitSeen, pauseOf, SETTLES } from "./await-seen.js";
import { type Aws, openAws } from "./aws.js";
import { howToUse } from "./how-to.js";
import { type Mode, modeOf, revokeHeld } from "./mode.js";
import { observeAccount } from "./observe.js";
import { refusalOf } from "./refusal.js";
import { settingsIn } from "./settings.js";

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

/** How full an account may be before somebody should hear of it. */
const FULL = 0.9;

/** How many roles and groups an account may hold is its own affair: 1,000 and 300 unless it has asked for more. */
async function examineQuotas(aws: Aws, system: System): Promise<readonly Finding[]> {
  const { SummaryMap = {} } = await aws.call("GetAccountSummary", ({ iam }) => iam.getAccountSummary({}));
  const { Roles = 0, RolesQuota, Groups = 0, GroupsQuota } = SummaryMap;
  const modes = new Set(settingsIn(system).map(({ mode }) => mode));
  return [
    { mode: "role", part: "roles", limit: RolesQuota, received: Roles } as const,
    { mode: "group", part: "groups", limit: GroupsQuota, received: Groups } as const,
  ].flatMap(({ mode, part, limit, received }) =>
    limit === undefined || !modes.has(mode) || received < limit * FULL
      ? []
      : [finding("quota-near", {}, { system: system.name, part, limit, received }, "warning")],
  );
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
