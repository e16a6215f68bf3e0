import { type Finding, finding } from "../../model/finding.js";
import type { Change, GrantChange, RevokeChange } from "../../model/plan.js";
import { type Receipt, receiptOf } from "../../model/receipt.js";
import { Failure } from "../../ports/failure.js";
import type { Provider, ProviderContext } from "../../ports/provider.js";
import { createAccountCheck } from "./account.js";
import { awaitRole, pauseOf, SETTLES } from "./await-role.js";
import { type Aws, openAws } from "./aws.js";
import { type Blueprint, blueprintOf } from "./blueprint.js";
import { grantRole } from "./grant-role.js";
import { howToAssume } from "./how-to.js";
import { observeRoles } from "./observe.js";
import { refusalOf } from "./refusal.js";
import { revokeRole } from "./revoke-role.js";
import { roleName } from "./role-name.js";

export async function openProvider(context: ProviderContext): Promise<Provider> {
  const { system, repository } = context;
  const aws = await openAws(context);
  const checkAccount = createAccountCheck(aws, system);
  const scope = { system: system.name, repository };

  async function grant(change: GrantChange): Promise<Receipt> {
    return receiptFor(change, async () => {
      const blueprint = requireBlueprint(context, change);
      await checkAccount();
      return (await grantRole(aws, blueprint, scope)) > 0;
    });
  }

  async function revoke(change: RevokeChange): Promise<Receipt> {
    return receiptFor(change, async () => {
      await checkAccount();
      return revokeRole(aws, roleName(repository, change.held), scope);
    });
  }

  async function examine(): Promise<readonly Finding[]> {
    try {
      await checkAccount();
      await aws.call("GetAccountAuthorizationDetails", ({ iam }) =>
        iam.getAccountAuthorizationDetails({ Filter: ["Role"], MaxItems: 1 }),
      );
      return await examineQuota(aws, system.name);
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
      return observeRoles(aws, { system, repository }, now);
    },
    grant,
    revoke,
    settling: {
      seconds: SETTLES,
      seen: async (binding) => {
        const blueprint = blueprintOf(system, { ...binding, repository });
        if (!blueprint) return false;
        return awaitRole(aws, blueprint, scope, pauseOf(context));
      },
    },
    howTo: (binding) => howToAssume(system, binding, roleName(repository, binding)),
    examine,
  };
}

/** How full an account may be before somebody should hear of it. */
const FULL = 0.9;

/** How many roles an account may hold is its own affair: 1,000 unless it has asked for more. */
async function examineQuota(aws: Aws, system: string): Promise<readonly Finding[]> {
  const { SummaryMap = {} } = await aws.call("GetAccountSummary", ({ iam }) => iam.getAccountSummary({}));
  const { Roles: received = 0, RolesQuota: limit = Number.POSITIVE_INFINITY } = SummaryMap;
  if (received < limit * FULL) return [];
  return [finding("quota-near", {}, { system, part: "roles", limit, received }, "warning")];
}

function requireBlueprint({ system, repository }: ProviderContext, { binding }: GrantChange): Blueprint {
  const refusal = refusalOf(system, binding);
  if (refusal !== undefined) throw new Failure(refusal, { transient: false });
  const blueprint = blueprintOf(system, { ...binding, repository });
  if (blueprint) return blueprint;
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
