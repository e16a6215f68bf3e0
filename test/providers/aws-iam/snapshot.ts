import type { IAM } from "@aws-sdk/client-iam";

/** Every role of the account with all that it is, but for what is new each time it is made. */
export async function snapshotOf(root: IAM): Promise<unknown> {
  const { RoleDetailList = [] } = await root.getAccountAuthorizationDetails({ Filter: ["Role"], MaxItems: 1000 });
  const details = RoleDetailList.map(({ RoleId, CreateDate, RoleLastUsed, ...role }) => ({
    ...role,
    Tags: sortedBy(role.Tags ?? [], ({ Key }) => Key),
    RolePolicyList: sortedBy(role.RolePolicyList ?? [], ({ PolicyName }) => PolicyName),
    AttachedManagedPolicies: sortedBy(role.AttachedManagedPolicies ?? [], ({ PolicyArn }) => PolicyArn),
  }));
  return sortedBy(details, ({ RoleName }) => RoleName);
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string | undefined): readonly Item[] {
  return items.toSorted((one, other) => ((key(one) ?? "") < (key(other) ?? "") ? -1 : 1));
}

/** Every group of the account with all that it is and who is in it, but for what is new each time it is made. */
export async function groupsSnapshotOf(root: IAM): Promise<unknown> {
  const { GroupDetailList = [], UserDetailList = [] } = await root.getAccountAuthorizationDetails({
    Filter: ["Group", "User"],
    MaxItems: 1000,
  });
  return GroupDetailList.map(({ GroupId, CreateDate, ...group }) => ({
    ...group,
    members: UserDetailList.filter(({ GroupList = [] }) => GroupList.includes(group.GroupName ?? "")).map(
      ({ UserName }) => UserName,
    ),
  }));
}
