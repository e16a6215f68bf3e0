import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import { type Blueprint, PERMISSIONS, SESSION } from "./blueprint.js";
import { DEADLINE, endIn, letsPersist } from "./deadline-policy.js";
import { policiesOfRole, putFirst } from "./holder-policies.js";
import { sameDocument } from "./policy-document.js";
import { revokeRole } from "./revoke-role.js";
import { type RoleState, readRole } from "./role-state.js";
import { ownTags, readTags, sameRequest, type Tags } from "./role-tags.js";
import { principalOf, trustsTheDeleted } from "./trust-policy.js";
import { ifThere } from "./unless-taken.js";

type Scope = Parameters<typeof readRole>[2];

/**
 * Makes the role as the blueprint says, whatever is there. Returns how many calls changed something.
 *
 * | there is                | then, in this order                                                            |
 * |-------------------------|--------------------------------------------------------------------------------|
 * | nothing                 | the role, trust, boundary and tags with it; the deadline; permissions          |
 * | the role, longer        | the deadline (ends live sessions earlier); trust; tags                         |
 * | the role, shorter       | likewise: what it already allows may last until the new end                    |
 * | the role, edited since, | the deadline, as strict as it was, and no later; what is too much is taken     |
 * | or tampered with        | away; what it is allowed within: boundary, trust, the deadline; permissions;   |
 * |                         | tags                                                                           |
 * | the role of another     | that is taken away, and their sessions with it; the role                       |
 *
 * So at no moment has the role a permission without a deadline, nor one that neither the role as it was nor as it will be
 * allows then; and since the tags come last, whatever is interrupted is still observed as what it was before, with a part
 * that is not as it should be.
 */
export async function grantRole(aws: Aws, blueprint: Blueprint, scope: Scope): Promise<number> {
  const found = await readRole(aws, blueprint.name, scope);
  if (found && !isOfAnother(found, blueprint)) return complete(aws, blueprint, scope, { role: found, isNew: false });
  // No trust policy ends a session that was begun, and this one's end is not for whoever began one before.
  if (found) await revokeRole(aws, { name: blueprint.name, identity: undefined }, scope);
  const made = await create(aws, blueprint);
  if (made) return 1 + (await complete(aws, blueprint, scope, { role: made, isNew: true }));
  // It was made between the two calls: by another run, or by our own call, whose answer was lost.
  const other = await readRole(aws, blueprint.name, scope);
  if (!other) throw new Failure(`the role ${blueprint.name} is there, but does not show yet`, { transient: true });
  if (isOfAnother(other, blueprint)) {
    throw new Failure(`the role ${blueprint.name} was made for somebody else meanwhile`, { transient: true });
  }
  return 1 + (await complete(aws, blueprint, scope, { role: other, isNew: false }));
}

/** Made for whoever is named otherwise, or was deleted since: of somebody else, though it is called the same. */
function isOfAnother({ tags, trust }: RoleState, blueprint: Blueprint): boolean {
  const { identity } = readTags(tags);
  if (identity !== undefined && identity !== readTags(blueprint.tags).identity) return true;
  return trustsTheDeleted(trust) && !sameRequest(tags, blueprint.tags);
}

async function create(aws: Aws, blueprint: Blueprint): Promise<RoleState | undefined> {
  try {
    await aws.call("CreateRole", ({ iam }) =>
      iam.createRole({
        Path: blueprint.path,
        RoleName: blueprint.name,
        AssumeRolePolicyDocument: JSON.stringify(blueprint.trust),
        MaxSessionDuration: SESSION,
        PermissionsBoundary: blueprint.boundary,
        Description: "Made by Curfew, which also ends it. What is changed here by hand is changed back.",
        Tags: [...blueprint.tags].map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    const { tags, trust, boundary } = blueprint;
    return { tags, trust, boundary, session: SESSION };
  } catch (error) {
    if (error instanceof AwsFailure && error.code === "EntityAlreadyExists") return undefined;
    throw error;
  }
}

async function complete(
  aws: Aws,
  blueprint: Blueprint,
  scope: Scope,
  { role, isNew }: { readonly role: RoleState; readonly isNew: boolean },
): Promise<number> {
  const { name: RoleName, permissions, trust } = blueprint;
  const policies = policiesOfRole(aws, RoleName);
  let names = isNew ? [] : await policies.inlineNames();
  const attached = isNew ? [] : await policies.attachedArns();
  const written = async (name: string) => (names.includes(name) ? policies.inlineDocument(name) : undefined);
  const deadline = await written(DEADLINE);
  let changes = 0;
  async function change(made: Promise<unknown>): Promise<void> {
    await made;
    changes += 1;
  }

  const isBounded = role.boundary === blueprint.boundary;
  const tooMuch = attached.filter((arn) => !blueprint.attached.includes(arn));
  const hasSame = async () => permissions !== undefined && sameDocument(await written(PERMISSIONS), permissions);
  const hasMore = async () =>
    !isBounded ||
    tooMuch.length > 0 ||
    names.some((name) => name !== DEADLINE && name !== PERMISSIONS) ||
    (names.includes(PERMISSIONS) && !(await hasSame()));

  // What was allowed until an earlier end, or was revoked already, does not last longer by what is granted now.
  const end = endIn(deadline) ?? blueprint.until;
  const prolongs = end < blueprint.until && (await hasMore());
  const lifts = !isNew && blueprint.persists && !letsPersist(deadline);
  const waits = prolongs || lifts;
  const until = prolongs ? end : blueprint.until;
  const first = blueprint.deadlineAt(until, { persists: blueprint.persists && !lifts });
  if (!sameDocument(deadline, first)) {
    const put = putFirst(policies, DEADLINE, first);
    const gone = await (isNew ? put : ifThere(put));
    names = names.filter((name) => !gone.includes(name));
    changes += 1 + gone.length;
  }

  // Whoever is called so by now was not approved for this; what is left of the role is put in order all the same.
  const inherits = trustsTheDeleted(role.trust);
  const isTrusted = inherits || sameDocument(role.trust, trust);
  const isSame = await hasSame();
  // Statements are replaced at once, unless what they are allowed within changes: they belong to the one or the other.
  const stay = isSame || (permissions !== undefined && isTrusted && isBounded && !waits);
  for (const arn of tooMuch) await change(policies.detach(arn));
  for (const name of names.filter((name) => name !== DEADLINE && !(name === PERMISSIONS && stay))) {
    await change(policies.deleteInline(name));
  }

  if (!isBounded) await change(bound(aws, blueprint));
  if (!isTrusted) await change(entrust(aws, blueprint, role, scope));
  if (role.session !== SESSION) {
    await change(aws.call("UpdateRole", ({ iam }) => iam.updateRole({ RoleName, MaxSessionDuration: SESSION })));
  }
  if (waits) await change(policies.putInline(DEADLINE, blueprint.deadline));

  if (permissions && !isSame) await change(policies.putInline(PERMISSIONS, permissions));
  for (const PolicyArn of blueprint.attached.filter((arn) => !attached.includes(arn))) {
    await change(aws.call("AttachRolePolicy", ({ iam }) => iam.attachRolePolicy({ RoleName, PolicyArn })));
  }
  const { stale, missing } = tagChanges(role.tags, blueprint.tags);
  if (missing.length > 0) {
    const Tags = missing.map(([Key, Value]) => ({ Key, Value }));
    await change(aws.call("TagRole", ({ iam }) => iam.tagRole({ RoleName, Tags })));
  }
  if (stale.length > 0) {
    await change(aws.call("UntagRole", ({ iam }) => iam.untagRole({ RoleName, TagKeys: [...stale] })));
  }
  if (inherits) {
    const message = "was deleted since, and whoever has that name now may be somebody else: it takes a new request";
    throw new Failure(`who was granted ${RoleName} ${message}`, { transient: false });
  }
  return changes;
}

/** Where AWS knows nobody by the name any more, whoever is let in instead must not stay: then there is no role. */
async function entrust(aws: Aws, { name: RoleName, trust }: Blueprint, role: RoleState, scope: Scope): Promise<void> {
  const PolicyDocument = JSON.stringify(trust);
  try {
    await aws.call("UpdateAssumeRolePolicy", ({ iam }) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }));
  } catch (error) {
    const isUnknown = error instanceof AwsFailure && error.code === "MalformedPolicyDocument";
    if (isUnknown && principalOf(role.trust) !== principalOf(trust)) {
      await revokeRole(aws, { name: RoleName, identity: undefined }, scope);
    }
    throw error;
  }
}

function bound(aws: Aws, { name: RoleName, boundary }: Blueprint): Promise<unknown> {
  return boundary === undefined
    ? aws.call("DeleteRolePermissionsBoundary", ({ iam }) => iam.deleteRolePermissionsBoundary({ RoleName }))
    : aws.call("PutRolePermissionsBoundary", ({ iam }) =>
        iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: boundary }),
      );
}

function tagChanges(current: Tags, wanted: Tags) {
  return {
    stale: [...ownTags(current).keys()].filter((key) => !wanted.has(key)),
    missing: [...wanted].filter(([key, value]) => current.get(key) !== value),
  };
}
