import type { ActionRequest, ActionTable } from "../action.js";
import { readPolicy } from "../judge/read-policy.js";
import {
  accessDenied,
  constraintError,
  deleteConflict,
  entityAlreadyExists,
  limitExceeded,
  noSuchEntity,
} from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import type { XmlFields } from "../protocol/xml.js";
import { byName, type Holder, type ManagedPolicy, type StoredPolicy } from "../state/entities.js";
import { uniqueId } from "../state/ids.js";
import { policySize } from "../state/quotas.js";
import { arnOf } from "../state/world.js";
import { describePolicy, describeTags, encodeDocument } from "./describe.js";
import { creationContext, newTarget, policyTarget, requirePolicy, taggingToo } from "./find.js";
import { paginate } from "./paginate.js";
import { countUses } from "./policy-uses.js";
import { addTags, readDescription, readPath, readPathPrefix, readTags, requireName } from "./validate.js";

export const managedPolicyActions: ActionTable = {
  CreatePolicy: {
    target: newTarget("policy", "PolicyName"),
    also: taggingToo("Policy"),
    context: creationContext,
    run: createPolicy,
  },
  GetPolicy: {
    target: policyTarget,
    run(request) {
      const policy = requirePolicy(request);
      const tags = policy.tags.size === 0 ? undefined : describeTags(policy.tags);
      return { Policy: { ...describePolicy(policy, countUses(request.account)), Tags: tags } };
    },
  },
  ListEntitiesForPolicy: { target: policyTarget, run: listEntities },
  ListPolicies: { target: () => ({ arn: "policy path /" }), run: listPolicies },
  DeletePolicy: { target: policyTarget, run: deletePolicy },
  CreatePolicyVersion: { target: policyTarget, run: createVersion },
  GetPolicyVersion: {
    target: policyTarget,
    run(request) {
      const policy = requirePolicy(request);
      const id = request.params.required("VersionId");
      return {
        PolicyVersion: { Document: encodeDocument(requireVersion(policy, id).text), ...describeVersion(policy, id) },
      };
    },
  },
  ListPolicyVersions: {
    target: policyTarget,
    run(request) {
      const policy = requirePolicy(request);
      const page = paginate(request.params, [...policy.versions.keys()].sort(), (id) => id);
      return { Versions: page.items.map((id) => describeVersion(policy, id)), ...page.fields };
    },
  },
  SetDefaultPolicyVersion: {
    target: policyTarget,
    run(request) {
      const policy = requireOwnPolicy(request);
      const id = request.params.required("VersionId");
      requireVersion(policy, id);
      policy.defaultVersion = id;
      policy.updated = request.world.clock.now();
      return undefined;
    },
  },
  DeletePolicyVersion: {
    target: policyTarget,
    run(request) {
      const policy = requireOwnPolicy(request);
      const id = request.params.required("VersionId");
      requireVersion(policy, id);
      if (id === policy.defaultVersion) throw deleteConflict("Cannot delete the default version of a policy.");
      policy.versions.delete(id);
      return undefined;
    },
  },
};

function createPolicy(request: ActionRequest): XmlFields {
  const { world, account, params } = request;
  const name = requireName(params, "PolicyName", 128);
  const path = readPath(params);
  const description = readDescription(params);
  const stored = readDocument(request);
  const sameName = [...account.policies.values()].some((other) => other.name.toLowerCase() === name.toLowerCase());
  if (sameName) throw entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  if (account.policies.size >= world.quotas.policiesPerAccount) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPerAccount: ${world.quotas.policiesPerAccount}`);
  }
  const created = world.clock.now();
  const policy: ManagedPolicy = {
    name,
    path,
    arn: arnOf("policy", account.id, path, name),
    id: uniqueId("ANPA"),
    created,
    description,
    aws: false,
    tags: new Map(),
    versions: new Map([["v1", { ...stored, created }]]),
    updated: created,
    defaultVersion: "v1",
    latestNumber: 1,
  };
  addTags(policy.tags, readTags(params), world.quotas.tagsPerEntity);
  account.policies.set(policy.arn, policy);
  return { Policy: describePolicy(policy, countUses(account)) };
}

/** `Scope` is All (when absent), AWS or Local. */
function listPolicies({ world, account, params }: ActionRequest): XmlFields {
  const scope = params.optional("Scope") ?? "All";
  if (!["All", "AWS", "Local"].includes(scope)) {
    throw constraintError(scope, "Scope", "Member must satisfy enum value set: [All, AWS, Local]");
  }
  const prefix = readPathPrefix(params);
  const uses = countUses(account);
  const policies = [
    ...(scope === "AWS" ? [] : account.policies.values()),
    ...(scope === "Local" ? [] : world.awsPolicies.values()),
  ].filter(({ path, arn }) => path.startsWith(prefix) && (!params.flag("OnlyAttached") || uses.attachments.has(arn)));
  const sorted = byName(policies.map((policy) => ({ name: `${policy.name} ${policy.arn}`, policy })));
  const page = paginate(params, sorted, ({ name }) => name);
  return { Policies: page.items.map(({ policy }) => describePolicy(policy, uses)), ...page.fields };
}

function listEntities(request: ActionRequest): XmlFields {
  const { account } = request;
  const { arn } = requirePolicy(request);
  const using = <T extends Holder>(holders: Iterable<T>) => byName(holders).filter(({ attached }) => attached.has(arn));
  return {
    PolicyGroups: using(account.groups.values()).map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: using(account.users.values()).map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: using(account.roles.values()).map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    IsTruncated: false,
  };
}

function deletePolicy(request: ActionRequest): undefined {
  const policy = requireOwnPolicy(request);
  const uses = countUses(request.account);
  if (uses.attachments.has(policy.arn) || uses.boundaries.has(policy.arn)) {
    throw deleteConflict("Cannot delete a policy attached to entities.");
  }
  if (policy.versions.size > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  }
  request.account.policies.delete(policy.arn);
  return undefined;
}

function createVersion(request: ActionRequest): XmlFields {
  const policy = requireOwnPolicy(request);
  const stored = readDocument(request);
  const most = request.world.quotas.versionsPerPolicy;
  if (policy.versions.size >= most) {
    throw limitExceeded(
      `A managed policy can have up to ${most} versions. Before you create a new version, you must delete an existing version.`,
    );
  }
  const now = request.world.clock.now();
  policy.latestNumber += 1;
  const id = `v${policy.latestNumber}`;
  policy.versions.set(id, { ...stored, created: now });
  policy.updated = now;
  if (request.params.flag("SetAsDefault")) policy.defaultVersion = id;
  return { PolicyVersion: describeVersion(policy, id) };
}

function readDocument({ world, params }: ActionRequest): StoredPolicy {
  const text = params.required("PolicyDocument");
  if (policySize(text) > world.quotas.managedPolicySize) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${world.quotas.managedPolicySize}`);
  }
  return { text, policy: readPolicy(text, "identity") };
}

/** Nobody can change AWS's own policies: not even a root user may. */
function requireOwnPolicy(request: ActionRequest): ManagedPolicy {
  const policy = requirePolicy(request);
  if (policy.aws) throw accessDenied(`Policy is outside your own account: ${policy.arn}`);
  return policy;
}

function requireVersion(policy: ManagedPolicy, id: string): StoredPolicy & { readonly created: number } {
  const version = policy.versions.get(id);
  if (!version) throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  return version;
}

function describeVersion(policy: ManagedPolicy, id: string): XmlFields {
  const { created } = requireVersion(policy, id);
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: isoSeconds(created) };
}
