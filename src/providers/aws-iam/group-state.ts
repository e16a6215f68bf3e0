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
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly arn: string;
  /** `AIDA…`: never given again, unlike the other two. */
  readonly id: string;
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
  const [only, ...others] = group?.members ?? [];
  if (only?.arn !== user.arn || others.length > 0) return false;
  const policies = policiesOfGroup(aws, name);
  return (
    (await policies.inlineNames()).length === 1 &&
    sameDocument(await policies.inlineDocument(GROUP_POLICY), policy(only.id)) &&
    (await policies.attachedArns()).length === 0
  );
}

/**
 * AWS's id of a user; a permanent Failure where the account has no such one. A group takes users by their names alone: so a
 * user of that name at another path would become a member, who is somebody else.
 */
export async function userIdOf(aws: Aws, { name, arn }: GroupBlueprint["user"]): Promise<string | Failure> {
  const found = await unlessGone(aws.call("GetUser", ({ iam }) => iam.getUser({ UserName: name })));
  if (found?.User?.Arn === arn && found.User.UserId !== undefined) return found.User.UserId;
  return new Failure(
    found
      ? `the account's user ${name} is ${found.User?.Arn ?? "unknown"}, not ${arn}`
      : `the account has no user ${arn}`,
    { transient: false },
  );
}

export function memberOf({ UserName = "", Arn = "", UserId = "" }: Partial<User>): Member {
  return { name: UserName, arn: Arn, id: UserId };
}
