import type { ActionRequest, ActionTable } from "../action.js";
import type { XmlFields } from "../protocol/xml.js";
import type { Account } from "../state/entities.js";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const summaryActions: ActionTable = {
  GetAccountSummary: { run: getAccountSummary },
  ListAccountAliases: { run: () => ({ AccountAliases: [], IsTruncated: false }) },
};

function getAccountSummary({ world: { quotas }, account }: ActionRequest): XmlFields {
  const summary: Readonly<Record<string, number>> = {
    Users: account.users.size,
    UsersQuota: quotas.usersPerAccount,
    Groups: account.groups.size,
    GroupsQuota: quotas.groupsPerAccount,
    Roles: account.roles.size,
    RolesQuota: quotas.rolesPerAccount,
    Policies: account.policies.size,
    PoliciesQuota: quotas.policiesPerAccount,
    PolicySizeQuota: quotas.managedPolicySize,
    PolicyVersionsInUse: countVersions(account),
    VersionsPerPolicyQuota: quotas.versionsPerPolicy,
    UserPolicySizeQuota: quotas.inlinePerUser,
    GroupPolicySizeQuota: quotas.inlinePerGroup,
    RolePolicySizeQuota: quotas.inlinePerRole,
    AssumeRolePolicySizeQuota: quotas.trustPolicySize,
    GroupsPerUserQuota: quotas.groupsPerUser,
    AccessKeysPerUserQuota: quotas.accessKeysPerUser,
    AttachedPoliciesPerUserQuota: quotas.attachedPerUser,
    AttachedPoliciesPerGroupQuota: quotas.attachedPerGroup,
    AttachedPoliciesPerRoleQuota: quotas.attachedPerRole,
    AccountAccessKeysPresent: 1,
    AccountMFAEnabled: 1,
  };
  const items = Object.entries(summary).map(([key, value]) => ({ key, value }));
  return { SummaryMap: { elements: "entry", items } };
}

function countVersions(account: Account): number {
  return [...account.policies.values()].reduce((sum, { versions }) => sum + versions.size, 0);
}
