import type { ActionRequest, ActionTable } from "../action.js";
import { constraintError } from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import type { XmlFields } from "../protocol/xml.js";
import { byName, type Group, type ManagedPolicy, type Role, type User } from "../state/entities.js";
import type { World } from "../state/world.js";
import {
  describeAttached,
  describeBoundary,
  describeGroup,
  describeInline,
  describeLastUsed,
  describePolicy,
  describeRoleCore,
  describeTags,
  describeUserBriefly,
  encodeDocument,
} from "./describe.js";
import { paginate } from "./paginate.js";
import { countUses } from "./policy-uses.js";

const filters = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] as const;
type Filter = (typeof filters)[number];

type Entry =
  | { readonly filter: "User"; readonly key: string; readonly item: User }
  | { readonly filter: "Group"; readonly key: string; readonly item: Group }
  | { readonly filter: "Role"; readonly key: string; readonly item: Role }
  | { readonly filter: "LocalManagedPolicy" | "AWSManagedPolicy"; readonly key: string; readonly item: ManagedPolicy };

/**
 * Everything at once, 100 entries a page and up to 1,000 when asked; of AWS's own policies those in use.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const authorizationDetailsActions: ActionTable = {
  GetAccountAuthorizationDetails: { run: getAccountAuthorizationDetails },
};

function getAccountAuthorizationDetails({ world, account, params }: ActionRequest): XmlFields {
  const wanted = params.list("Filter").map(readFilter);
  const uses = countUses(account);
  const aws = [...world.awsPolicies.values()].filter(
    ({ arn }) => uses.attachments.has(arn) || uses.boundaries.has(arn),
  );
  const entries: readonly Entry[] = [
    ...byName(account.users.values()).map((item) => ({ filter: "User", key: keyOf("User", item), item }) as const),
    ...byName(account.groups.values()).map((item) => ({ filter: "Group", key: keyOf("Group", item), item }) as const),
    ...byName(account.roles.values()).map((item) => ({ filter: "Role", key: keyOf("Role", item), item }) as const),
    ...byName(account.policies.values()).map(
      (item) => ({ filter: "LocalManagedPolicy", key: keyOf("LocalManagedPolicy", item), item }) as const,
    ),
    ...byName(aws).map((item) => ({ filter: "AWSManagedPolicy", key: keyOf("AWSManagedPolicy", item), item }) as const),
  ];
  const chosen = wanted.length === 0 ? entries : entries.filter(({ filter }) => wanted.includes(filter));
  const page = paginate(params, chosen, ({ key }) => key);
  const users: XmlFields[] = [];
  const groups: XmlFields[] = [];
  const roles: XmlFields[] = [];
  const policies: XmlFields[] = [];
  for (const entry of page.items) {
    if (entry.filter === "User") users.push(userDetail(entry.item));
    else if (entry.filter === "Group") groups.push(groupDetail(entry.item));
    else if (entry.filter === "Role") roles.push(roleDetail(world, entry.item));
    else policies.push({ ...describePolicy(entry.item, uses), PolicyVersionList: versions(entry.item) });
  }
  return { UserDetailList: users, GroupDetailList: groups, RoleDetailList: roles, Policies: policies, ...page.fields };
}

function readFilter(text: string): Filter {
  const filter = filters.find((candidate) => candidate === text);
  if (!filter) {
    throw constraintError(text, "filter", `Member must satisfy enum value set: [${filters.join(", ")}]`);
  }
  return filter;
}

/** Sorts users before groups before roles before policies. */
function keyOf(filter: Filter, { name }: { readonly name: string }): string {
  return `${filters.indexOf(filter)} ${name}`;
}

function userDetail(user: User): XmlFields {
  return {
    ...describeUserBriefly(user),
    UserPolicyList: describeInline(user),
    GroupList: byName(user.groups).map(({ name }) => name),
    AttachedManagedPolicies: describeAttached(user),
    PermissionsBoundary: describeBoundary(user.boundary),
    Tags: describeTags(user.tags),
  };
}

function groupDetail(group: Group): XmlFields {
  return {
    ...describeGroup(group),
    GroupPolicyList: describeInline(group),
    AttachedManagedPolicies: describeAttached(group),
  };
}

function roleDetail(world: World, role: Role): XmlFields {
  return {
    ...describeRoleCore(world, role),
    InstanceProfileList: [],
    RolePolicyList: describeInline(role),
    AttachedManagedPolicies: describeAttached(role),
    PermissionsBoundary: describeBoundary(role.boundary),
    Tags: describeTags(role.tags),
    RoleLastUsed: describeLastUsed(role),
  };
}

function versions(policy: ManagedPolicy): readonly XmlFields[] {
  return [...policy.versions]
    .map(([id, version]) => ({
      Document: encodeDocument(version.text),
      VersionId: id,
      IsDefaultVersion: id === policy.defaultVersion,
      CreateDate: isoSeconds(version.created),
    }))
    .reverse();
}
