import type { RoleDetail, Tag } from "@aws-sdk/client-iam";
import type { Held, Observed, Stranger } from "../../model/binding.js";
import { type Instant, instantOf } from "../../model/instant.js";
import { blueprintOf, PERMISSIONS } from "./blueprint.js";
import { DEADLINE } from "./deadline-policy.js";
import type { ObservedScope } from "./observe.js";
import { ownershipOf } from "./ownership.js";
import { documentsIn, readDocument, sameDocument } from "./policy-document.js";
import { rolePath } from "./role-name.js";
import { ownTags, readTags, sameTags, type Tags } from "./role-tags.js";
import { principalOf, trusts } from "./trust-policy.js";

export function observeRoles(roles: readonly RoleDetail[], scope: ObservedScope, now: Instant): Observed {
  const held: Held[] = [];
  const strangers: Stranger[] = [];
  for (const role of roles) {
    if (!role.Path?.startsWith(rolePath(scope.system.name))) continue;
    const ownership = ownershipOf(faceOf(role), scope.repository, scope.system.name);
    if (ownership.ours) held.push(heldOf(role, ownership, scope, now));
    else strangers.push({ name: role.Arn ?? "", about: ownership.about });
  }
  return { held, strangers };
}

/** Keys of a role's tags are one and the same in upper case and lower case: whoever writes `Who` has written our `who`. */
export function faceOf(role: { Path?: string | undefined; RoleName?: string | undefined; Tags?: Tag[] | undefined }) {
  return {
    path: role.Path ?? "",
    name: role.RoleName ?? "",
    tags: new Map((role.Tags ?? []).map(({ Key = "", Value = "" }) => [Key.toLowerCase(), Value])),
  };
}

function heldOf(role: RoleDetail, pair: Pick<Held, "who" | "what">, scope: ObservedScope, now: Instant): Held {
  const { tags } = faceOf(role);
  const said = readTags(tags);
  const mark = {
    repository: said.repository ?? "",
    ...pair,
    identity: said.identity ?? principalOf(readDocument(role.AssumeRolePolicyDocument)) ?? "",
    // A tag that was taken away or cannot be read: as if it had ended, and made again whole where it has not.
    until: said.until ?? instantOf(0),
    request: said.request ?? "",
    commit: said.commit ?? "",
  };
  const { who, what, identity, until, request, commit } = mark;
  return {
    who,
    what,
    identity,
    until,
    request,
    commit,
    whole: isWhole(role, tags, scope, mark, now),
    name: role.Arn ?? "",
  };
}

function isWhole(
  role: RoleDetail,
  tags: Tags,
  { system }: ObservedScope,
  mark: Parameters<typeof blueprintOf>[1],
  now: Instant,
): boolean {
  const blueprint = blueprintOf(system, mark);
  if (!blueprint) return false;
  const inline = documentsIn(role.RolePolicyList);
  const attached = new Set((role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn));
  return (
    sameTags(ownTags(tags), blueprint.tags) &&
    trusts(readDocument(role.AssumeRolePolicyDocument), blueprint.trust, now) &&
    role.PermissionsBoundary?.PermissionsBoundaryArn === blueprint.boundary &&
    inline.size === (blueprint.permissions ? 2 : 1) &&
    sameDocument(inline.get(DEADLINE), blueprint.deadline) &&
    (!blueprint.permissions || sameDocument(inline.get(PERMISSIONS), blueprint.permissions)) &&
    attached.size === blueprint.attached.length &&
    blueprint.attached.every((arn) => attached.has(arn))
  );
}
