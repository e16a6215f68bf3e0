import type { ActionRequest, ActionTable } from "../action.js";
import { deleteConflict, invalidInput, limitExceeded } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import { byName, type Role } from "../state/entities.js";
import { uniqueId } from "../state/ids.js";
import { policySize } from "../state/quotas.js";
import { readTrust } from "../state/trust.js";
import { arnOf } from "../state/world.js";
import { describeRole, describeRoleBriefly } from "./describe.js";
import {
  creationContext,
  listTarget,
  newTarget,
  requireNewName,
  requirePolicy,
  requireRole,
  roleTarget,
  taggingToo,
} from "./find.js";
import { paginate } from "./paginate.js";
import {
  addTags,
  readDescription,
  readMaxSessionDuration,
  readPath,
  readPathPrefix,
  readTags,
  requireName,
} from "./validate.js";

export const roleActions: ActionTable = {
  CreateRole: {
    target: newTarget("role", "RoleName"),
    also: taggingToo("Role"),
    context: creationContext,
    run: createRole,
  },
  GetRole: {
    target: roleTarget,
    run: (request) => ({ Role: describeRole(request.world, requireRole(request)) }),
  },
  ListRoles: { target: listTarget("role"), run: listRoles },
  UpdateRole: { target: roleTarget, run: updateRole },
  UpdateRoleDescription: {
    target: roleTarget,
    run(request) {
      const role = requireRole(request);
      role.description = readDescription(request.params);
      return { Role: describeRole(request.world, role) };
    },
  },
  UpdateAssumeRolePolicy: {
    target: roleTarget,
    run(request) {
      const role = requireRole(request);
      role.trust = readSizedTrust(request, "PolicyDocument");
      return undefined;
    },
  },
  // There are no instance profiles here, but tools that delete roles ask for them first.
  ListInstanceProfilesForRole: {
    target: roleTarget,
    run(request) {
      requireRole(request);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  },
  DeleteRole: { target: roleTarget, run: deleteRole },
};

function createRole(request: ActionRequest): XmlFields {
  const { world, account, params } = request;
  const name = requireName(params, "RoleName", 64);
  const path = readPath(params);
  if (/^\/aws-(service-role|reserved)\//.test(path)) throw invalidInput(`The path ${path} is reserved for AWS.`);
  const description = readDescription(params);
  const maxSessionDuration = readMaxSessionDuration(params, 3_600);
  const tags = readTags(params);
  const boundary =
    params.optional("PermissionsBoundary") === undefined ? undefined : requirePolicy(request, "PermissionsBoundary");
  requireNewName("Role", account.roles, name);
  if (account.roles.size >= world.quotas.rolesPerAccount) {
    throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${world.quotas.rolesPerAccount}`);
  }
  const role: Role = {
    kind: "Role",
    account: account.id,
    name,
    path,
    arn: arnOf("role", account.id, path, name),
    id: uniqueId("AROA"),
    created: world.clock.now(),
    inline: new Map(),
    attached: new Map(),
    tags: new Map(),
    trust: readSizedTrust(request, "AssumeRolePolicyDocument"),
    description,
    maxSessionDuration,
    boundary,
    lastUsed: undefined,
  };
  addTags(role.tags, tags, world.quotas.tagsPerEntity);
  account.roles.add(role);
  return { Role: describeRole(world, role) };
}

function readSizedTrust({ world, seen, params }: ActionRequest, member: string) {
  const text = params.required(member);
  if (policySize(text) > world.quotas.trustPolicySize) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${world.quotas.trustPolicySize}`);
  }
  // Whoever was created just now may not be known yet.
  return readTrust(seen, text);
}

function listRoles({ world, account, params }: ActionRequest): XmlFields {
  const prefix = readPathPrefix(params);
  const roles = byName(account.roles.values()).filter(({ path }) => path.startsWith(prefix));
  const page = paginate(params, roles, ({ name }) => name);
  return { Roles: page.items.map((role) => describeRoleBriefly(world, role)), ...page.fields };
}

function updateRole(request: ActionRequest): XmlFields {
  const role = requireRole(request);
  const description = readDescription(request.params);
  role.maxSessionDuration = readMaxSessionDuration(request.params, role.maxSessionDuration);
  if (description !== undefined) role.description = description;
  return {};
}

function deleteRole(request: ActionRequest): undefined {
  const role = requireRole(request);
  if (role.attached.size > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (role.inline.size > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
  request.account.roles.delete(role.name);
  return undefined;
}
