import { type Finding, finding } from "../../model/finding.js";
import type { System } from "../../model/system.js";
import type { Aws } from "./aws.js";
import { quotasSaid, settingsIn } from "./settings.js";

/** How full an account may be before somebody should hear of it. */
const FULL = 0.9;

/**
 * How many roles and groups an account may hold is its own affair: 1,000 and 300 unless it has asked for more. What the
 * system's file says of it is believed in pull requests, where nobody asks AWS; so it is compared here.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export async function examineQuotas(aws: Aws, system: System): Promise<readonly Finding[]> {
  const { SummaryMap = {} } = await aws.call("GetAccountSummary", ({ iam }) => iam.getAccountSummary({}));
  const { Roles = 0, RolesQuota, Groups = 0, GroupsQuota } = SummaryMap;
  const modes = new Set(settingsIn(system).map(({ mode }) => mode));
  const said = quotasSaid(system);
  return [
    { mode: "role", part: "roles", limit: RolesQuota, held: Roles } as const,
    { mode: "group", part: "groups", limit: GroupsQuota, held: Groups } as const,
  ].flatMap(({ mode, part, limit, held }) => {
    if (limit === undefined) return [];
    const { [part]: wanted = 0 } = said;
    const about = { system: system.name, part, limit };
    return [
      ...(wanted > limit ? [finding("quota-overstated", {}, { ...about, received: wanted })] : []),
      ...(modes.has(mode) && held >= limit * FULL
        ? [finding("quota-near", {}, { ...about, received: held }, "warning")]
        : []),
    ];
  });
}
