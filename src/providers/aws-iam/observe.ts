import type { EntityType } from "@aws-sdk/client-iam";
import type { Observed } from "../../model/binding.js";
import type { Instant } from "../../model/instant.js";
import type { System } from "../../model/system.js";
import type { Aws } from "./aws.js";
import { type Member, memberOf } from "./group-state.js";
import { everyPage } from "./holder-policies.js";
import { observeGroups } from "./observe-groups.js";
import { observeRoles } from "./observe-roles.js";
import { settingsIn } from "./settings.js";

/** The most that AWS gives a page; 100 if not asked. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const PAGE = 1000;

export interface ObservedScope {
  readonly system: System;
  readonly repository: string;
}

/** Reads all roles and groups of the account, a page a call, and none by itself. */
export async function observeAccount(aws: Aws, scope: ObservedScope, now: Instant): Promise<Observed> {
  const Filter = filterOf(scope.system);
  const pages = await everyPage(
    (Marker) =>
      aws.call("GetAccountAuthorizationDetails", ({ iam }) =>
        iam.getAccountAuthorizationDetails({ Filter, MaxItems: PAGE, Marker }),
      ),
    (page) => [page],
  );
  const members = new Map<string, readonly Member[]>();
  for (const { GroupList = [], ...user } of pages.flatMap(({ UserDetailList = [] }) => UserDetailList)) {
    for (const group of GroupList) members.set(group, [...(members.get(group) ?? []), memberOf(user)]);
  }
  const roles = observeRoles(
    pages.flatMap(({ RoleDetailList = [] }) => RoleDetailList),
    scope,
    now,
  );
  const groups = observeGroups(
    pages.flatMap(({ GroupDetailList = [] }) => GroupDetailList),
    members,
    scope,
  );
  return { held: [...roles.held, ...groups.held], strangers: [...roles.strangers, ...groups.strangers] };
}

/**
 * Who is a member is told by the users, of which there may be many: they are asked for where a role is held as a group
 * today. A group of a role that no longer is must go, whoever is in it.
 */
function filterOf(system: System): EntityType[] {
  return settingsIn(system).some(({ mode }) => mode === "group") ? ["User", "Group", "Role"] : ["Group", "Role"];
}
