import type { User } from "@aws-sdk/client-iam";
import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import type { GroupBlueprint } from "./group-blueprint.js";
import { groupOwnershipOf } from "./group-place.js";
import { GROUP_POLICY } from "./group-policy.js";
import { everyPage, policiesOfGroup, unlessGone } from "./holder-policies.js";
import { sameDocument } from "./policy-document.js";

/** One group of ours, as it lies in the account. */
export interface GroupState {
  readonly members: readonly GroupBlueprint["user"][];
}

export interface GroupScope {
  readonly system: string;
  readonly repository: string;
}

/** Undefined where there is none. Throws a permanent Failure where there is one that is not ours. */
export async function readGroup(aws: Aws, GroupName: string, scope: GroupScope): Promise<GroupState | undefined> {
  let face: { readonly path: string; readonly name: string } | undefined;
  const users = await unlessGone(
    everyPage(
      (Marker) => aws.call("GetGroup", ({ iam }) => iam.getGroup({ GroupName, Marker })),
      ({ Group, Users = [] }) => {
        face = { path: Group?.Path ?? "", name: Group?.GroupName ?? "" };
        return Users;
      },
    ),
  );
  if (!users || !face) return undefined;
  const ownership = groupOwnershipOf(face, scope.repository, scope.system);
  if (!ownership.ours) {
    throw new Failure(`the group ${GroupName} is not ours and was left alone: it ${ownership.about}`, {
      transient: false,
    });
  }
  return { members: users.map(memberOf) };
}

/** Whether the group is seen as the blueprint says, asked part by part. */
export async function isGroupWhole(aws: Aws, blueprint: GroupBlueprint, scope: GroupScope): Promise<boolean> {
  const { name, user, policy } = blueprint;
  const group = await readGroup(aws, name, scope);
  if (group?.members.length !== 1 || group.members[0]?.arn !== user.arn) return false;
  const policies = policiesOfGroup(aws, name);
  return (
    (await policies.inlineNames()).length === 1 &&
    sameDocument(await policies.inlineDocument(GROUP_POLICY), policy) &&
    (await policies.attachedArns()).length === 0
  );
}

/**
 * Throws a permanent Failure where the account has no such user. A group takes users by their names alone: so a user of
 * that name at another path would become a member, who is somebody else.
 */
export async function requireUser(aws: Aws, { name, arn }: GroupBlueprint["user"]): Promise<void> {
  const found = await unlessGone(aws.call("GetUser", ({ iam }) => iam.getUser({ UserName: name })));
  if (found?.User?.Arn === arn) return;
  throw new Failure(
    found
      ? `the account's user ${name} is ${found.User?.Arn ?? "unknown"}, not ${arn}`
      : `the account has no user ${arn}`,
    { transient: false },
  );
}

function memberOf({ UserName = "", Arn = "" }: Partial<User>): GroupBlueprint["user"] {
  return { name: UserName, arn: Arn };
}
