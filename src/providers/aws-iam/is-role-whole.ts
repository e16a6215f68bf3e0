import type { Aws } from "./aws.js";
import { type Blueprint, PERMISSIONS } from "./blueprint.js";
import { DEADLINE } from "./deadline-policy.js";
import { policiesOfRole } from "./holder-policies.js";
import { sameDocument } from "./policy-document.js";
import { readRole } from "./role-state.js";
import { ownTags, sameTags } from "./role-tags.js";

/** Whether the role is seen as the blueprint says, asked part by part. */
export async function isRoleWhole(
  aws: Aws,
  blueprint: Blueprint,
  scope: Parameters<typeof readRole>[2],
): Promise<boolean> {
  const { name, tags, trust, deadline, permissions, attached, boundary } = blueprint;
  const role = await readRole(aws, name, scope);
  if (!role || role.boundary !== boundary || !sameTags(ownTags(role.tags), tags) || !sameDocument(role.trust, trust))
    return false;
  const policies = policiesOfRole(aws, name);
  const names = await policies.inlineNames();
  if (names.length !== (permissions ? 2 : 1)) return false;
  if (!sameDocument(await policies.inlineDocument(DEADLINE), deadline)) return false;
  if (permissions && !sameDocument(await policies.inlineDocument(PERMISSIONS), permissions)) return false;
  const arns = await policies.attachedArns();
  return arns.length === attached.length && attached.every((arn) => arns.includes(arn));
}
