import { isoSeconds } from "../protocol/instants.js";
import { encodeStrictly } from "../protocol/signature.js";
import type { XmlFields } from "../protocol/xml.js";
import {
  byName,
  type Group,
  type Holder,
  type ManagedPolicy,
  type Role,
  type Tags,
  type User,
} from "../state/entities.js";
import { currentTrust } from "../state/trust.js";
import type { World } from "../state/world.js";

/** "Policies returned by this operation are URL-encoded compliant with RFC 3986." */
export const encodeDocument = encodeStrictly;

/** What GetAccountAuthorizationDetails begins with. */
export function describeRoleCore(world: World, role: Role): XmlFields {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: isoSeconds(role.created),
    AssumeRolePolicyDocument: encodeDocument(currentTrust(world, role.trust).text),
  };
}

/** What listings tell: no tags, no boundary, no last use. */
export function describeRoleBriefly(world: World, role: Role): XmlFields {
  return {
    ...describeRoleCore(world, role),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
  };
}

export function describeRole(world: World, role: Role): XmlFields {
  return {
    ...describeRoleBriefly(world, role),
    PermissionsBoundary: describeBoundary(role.boundary),
    Tags: role.tags.size === 0 ? undefined : describeTags(role.tags),
    RoleLastUsed: describeLastUsed(role),
  };
}

export function describeLastUsed(role: Role): XmlFields {
  return role.lastUsed ? { LastUsedDate: isoSeconds(role.lastUsed.at), Region: role.lastUsed.region } : {};
}

export function describeUserBriefly(user: User): XmlFields {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: isoSeconds(user.created),
  };
}

export function describeUser(user: User): XmlFields {
  return {
    ...describeUserBriefly(user),
    PermissionsBoundary: describeBoundary(user.boundary),
    Tags: user.tags.size === 0 ? undefined : describeTags(user.tags),
  };
}

export function describeGroup(group: Group): XmlFields {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: isoSeconds(group.created),
  };
}

export function describePolicy(policy: ManagedPolicy, uses: PolicyUses): XmlFields {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: uses.attachments.get(policy.arn) ?? 0,
    PermissionsBoundaryUsageCount: uses.boundaries.get(policy.arn) ?? 0,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: isoSeconds(policy.created),
    UpdateDate: isoSeconds(policy.updated),
  };
}

/** How often each managed policy is attached, and used as a boundary, in one account; by ARN. */
export interface PolicyUses {
  readonly attachments: ReadonlyMap<string, number>;
  readonly boundaries: ReadonlyMap<string, number>;
}

export function describeTags(tags: Tags): readonly XmlFields[] {
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([Key, Value]) => ({ Key, Value }));
}

export function describeBoundary(boundary: ManagedPolicy | undefined): XmlFields | undefined {
  return boundary && { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary.arn };
}

export function describeAttached(holder: Pick<Holder, "attached">): readonly XmlFields[] {
  return byName(holder.attached.values()).map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
}

export function describeInline(holder: Holder): readonly XmlFields[] {
  return [...holder.inline]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { text }]) => ({ PolicyName: name, PolicyDocument: encodeDocument(text) }));
}
