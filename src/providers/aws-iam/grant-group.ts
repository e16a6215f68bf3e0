import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import type { GroupBlueprint } from "./group-blueprint.js";
import { GROUP_POLICY, markIn, userIdIn } from "./group-policy.js";
import { type GroupScope, type GroupState, readGroup, userIdOf } from "./group-state.js";
import { policiesOfGroup, putFirst } from "./holder-policies.js";
import { sameDocument } from "./policy-document.js";
import { sameRequest } from "./role-tags.js";
import { ifThere } from "./unless-taken.js";

/**
 * Makes the group as the blueprint says, whatever is there. Returns how many calls changed something.
 *
 * | there is                 | then, in this order                                                      |
 * |--------------------------|--------------------------------------------------------------------------|
 * | nothing                  | the group; its policy, each statement of which ends; the member          |
 * | the group                | its policy                                                               |
 * | the group, tampered with | its policy; what is too much is taken away; the member                   |
 *
 * Who is a member, how long and why is said by one policy that is written as a whole.
 */
export async function grantGroup(aws: Aws, blueprint: GroupBlueprint, scope: GroupScope): Promise<number> {
  const { name, user } = blueprint;
  const found = await readGroup(aws, name, scope);
  if (found) return complete(aws, blueprint, found);
  const id = await userIdOf(aws, user);
  if (id instanceof Failure) throw id;
  if (await create(aws, blueprint)) {
    await policiesOfGroup(aws, name).putInline(GROUP_POLICY, blueprint.policy(id));
    await add(aws, blueprint);
    return 3;
  }
  // It was made between the two calls: by another run, or by our own call, whose answer was lost.
  const other = await readGroup(aws, name, scope);
  if (!other) throw new Failure(`the group ${name} is there, but does not show yet`, { transient: true });
  return 1 + (await complete(aws, blueprint, other));
}

/** Returns false where there is one of that name. */
async function create(aws: Aws, { path, name }: GroupBlueprint): Promise<boolean> {
  try {
    await aws.call("CreateGroup", ({ iam }) => iam.createGroup({ Path: path, GroupName: name }));
    return true;
  } catch (error) {
    if (error instanceof AwsFailure && error.code === "EntityAlreadyExists") return false;
    throw error;
  }
}

async function complete(aws: Aws, blueprint: GroupBlueprint, { members }: GroupState): Promise<number> {
  const { name, user } = blueprint;
  const policies = policiesOfGroup(aws, name);
  let names = await policies.inlineNames();
  const written = names.includes(GROUP_POLICY) ? await policies.inlineDocument(GROUP_POLICY) : undefined;
  const attached = await policies.attachedArns();
  const known = members.find(({ arn }) => arn === user.arn)?.id ?? (await userIdOf(aws, user));
  const remembered = sameRequest(markIn(written), blueprint.tags) ? userIdIn(markIn(written)) : undefined;
  const refusal = whyNoMember(blueprint, known, remembered);
  const policy = blueprint.policy(typeof known === "string" && !refusal ? known : remembered);
  const isMember = ({ arn }: { readonly arn: string }) => arn === user.arn && !refusal;
  let changes = 0;
  async function change(made: Promise<unknown>): Promise<void> {
    await made;
    changes += 1;
  }

  if (!sameDocument(written, policy)) {
    const gone = await ifThere(putFirst(policies, GROUP_POLICY, policy));
    names = names.filter((one) => !gone.includes(one));
    changes += 1 + gone.length;
  }
  for (const member of members.filter((one) => !isMember(one))) await change(removeMember(aws, name, member));
  for (const arn of attached) await change(policies.detach(arn));
  for (const other of names.filter((one) => one !== GROUP_POLICY)) await change(policies.deleteInline(other));
  // Whoever is called so by now was not approved for this; what is left of the group is put in order all the same.
  if (refusal) throw refusal;
  if (!members.some(isMember)) await change(add(aws, blueprint));
  return changes;
}

/** Why nobody is to be a member: there is no such user, or it is another than the same request was granted to. */
function whyNoMember(
  { name }: GroupBlueprint,
  known: string | Failure,
  remembered: string | undefined,
): Failure | undefined {
  if (known instanceof Failure) return known;
  if (remembered === undefined || remembered === known) return undefined;
  const message = "was deleted since, and whoever has that name now may be somebody else: it takes a new request";
  return new Failure(`who was granted ${name} ${message}`, { transient: false });
}

function add(aws: Aws, { name, user }: GroupBlueprint): Promise<unknown> {
  return aws.call("AddUserToGroup", ({ iam }) => iam.addUserToGroup({ GroupName: name, UserName: user.name }));
}

export function removeMember(aws: Aws, GroupName: string, { name }: { readonly name: string }): Promise<unknown> {
  return aws.call("RemoveUserFromGroup", ({ iam }) => iam.removeUserFromGroup({ GroupName, UserName: name }));
}
