import type { ActionRequest, Target } from "../action.js";
import { constraintError, entityAlreadyExists, invalidInput, noSuchEntity } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import type { Directory } from "../state/directory.js";
import type { Account, Group, Holder, ManagedPolicy, Role, Tags, User } from "../state/entities.js";
import { arnOf, findPolicy } from "../state/world.js";

/** Throws NoSuchEntity. */
export function requireRole({ account, params }: ActionRequest): Role {
  const name = params.required("RoleName");
  const role = account.roles.get(name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** Throws NoSuchEntity. */
export function requireUser({ account, params }: ActionRequest): User {
  const name = params.required("UserName");
  const user = account.users.get(name);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** Throws NoSuchEntity. */
export function requireGroup({ account, params }: ActionRequest): Group {
  const name = params.required("GroupName");
  const group = account.groups.get(name);
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

/** Throws NoSuchEntity, or a ValidationError for what is no ARN. */
export function requirePolicy({ world, account, params }: ActionRequest, member = "PolicyArn"): ManagedPolicy {
  const arn = params.required(member);
  if (!arn.startsWith("arn:")) throw invalidInput(`ARN ${arn} is not valid.`);
  if (arn.length < 20) throw constraintError(arn, member, "Member must have length greater than or equal to 20");
  const policy = findPolicy(world, account, arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

/** The role that a request names, or what its ARN would be. */
export function roleTarget({ account, params }: ActionRequest): Target {
  return targetOf("role", account, params.required("RoleName"));
}

export function userTarget({ account, params }: ActionRequest): Target {
  return targetOf("user", account, params.required("UserName"));
}

export function groupTarget({ account, params }: ActionRequest): Target {
  return targetOf("group", account, params.required("GroupName"));
}

export function policyTarget({ world, account, params }: ActionRequest): Target {
  const arn = params.required("PolicyArn");
  const tags = findPolicy(world, account, arn)?.tags;
  return tags ? { arn, tags } : { arn };
}

/** What is about to be created, under the path that the request gives. */
export function newTarget(kind: "role" | "user" | "group" | "policy", member: string) {
  return ({ account, params }: ActionRequest): Target => ({
    arn: arnOf(kind, account.id, params.optional("Path") ?? "/", params.required(member)),
  });
}

/** What a listing is done to: the path, e.g. `arn:aws:iam::123456789012:role/`. */
export function listTarget(kind: "role" | "user" | "group") {
  return ({ account, params }: ActionRequest): Target => ({
    arn: `arn:aws:iam::${account.id}:${kind}${params.optional("PathPrefix") ?? "/"}`,
  });
}

/** Throws EntityAlreadyExists. */
export function requireNewName(kind: string, holders: Directory<Holder>, name: string): void {
  if (holders.isTaken(name)) throw entityAlreadyExists(`${kind} with name ${name} already exists.`);
}

/**
 * "The iam:TagRole action requires that you also include the iam:ListRoleTags action", and to make a role with tags is to
 * tag it, too. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html
 */
export function taggingToo(kind: "Role" | "User" | "Policy") {
  return ({ params }: ActionRequest): readonly string[] =>
    params.structures("Tags").length === 0 ? [] : [`iam:Tag${kind}`, `iam:List${kind}Tags`];
}

/** The tags and the boundary of a request, as condition keys. */
export function creationContext({
  params,
}: {
  readonly params: Params;
}): Readonly<Record<string, string | string[] | undefined>> {
  const context: Record<string, string | string[] | undefined> = {
    "iam:PermissionsBoundary": params.optional("PermissionsBoundary"),
  };
  const keys: string[] = [];
  for (const tag of params.structures("Tags")) {
    const key = tag.required("Key");
    keys.push(key);
    context[`aws:RequestTag/${key}`] = tag.required("Value");
  }
  if (keys.length > 0) context["aws:TagKeys"] = keys;
  return context;
}

/**
 * Who is denied something of what is named is told no more than the name, whether there is such a one or not: "not
 * authorized to perform: iam:GetRole on resource: role admin".
 */
function targetOf(kind: "role" | "user" | "group", account: Account, name: string): Target {
  const holder: (Holder & { readonly tags?: Tags }) | undefined = account[`${kind}s`].get(name);
  const arn = holder?.arn ?? arnOf(kind, account.id, "/", name);
  const called = `${kind} ${name}`;
  return holder?.tags ? { arn, called, tags: holder.tags } : { arn, called };
}
