import type { ActionRequest, ActionTable } from "../action.js";
import { deleteConflict, limitExceeded } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import { type AccessKey, type Account, byName, type ManagedPolicy, type Tags, type User } from "../state/entities.js";
import { secret, uniqueId } from "../state/ids.js";
import { arnOf, type World } from "../state/world.js";
import { describeUser, describeUserBriefly } from "./describe.js";
import {
  creationContext,
  listTarget,
  newTarget,
  requireNewName,
  requirePolicy,
  requireUser,
  taggingToo,
  userTarget,
} from "./find.js";
import { paginate } from "./paginate.js";
import { addTags, readPath, readPathPrefix, readTags, requireName } from "./validate.js";

export const userActions: ActionTable = {
  CreateUser: {
    target: newTarget("user", "UserName"),
    also: taggingToo("User"),
    context: creationContext,
    run(request) {
      const { world, account, params } = request;
      const name = requireName(params, "UserName", 64);
      const boundary =
        params.optional("PermissionsBoundary") === undefined
          ? undefined
          : requirePolicy(request, "PermissionsBoundary");
      const user = addUser(world, account, { name, path: readPath(params), tags: readTags(params), boundary });
      return { User: describeUser(user) };
    },
  },
  GetUser: { target: selfOrUser, run: getUser },
  UpdateUser: { target: userTarget, run: updateUser },
  ListUsers: { target: listTarget("user"), run: listUsers },
  DeleteUser: { target: userTarget, run: deleteUser },
};

/** Throws EntityAlreadyExists or LimitExceeded. */
export function addUser(
  world: World,
  account: Account,
  wanted: {
    readonly name: string;
    readonly path: string;
    readonly tags: Tags;
    readonly boundary: ManagedPolicy | undefined;
  },
): User {
  requireNewName("User", account.users, wanted.name);
  if (account.users.size >= world.quotas.usersPerAccount) {
    throw limitExceeded(`Cannot exceed quota for UsersPerAccount: ${world.quotas.usersPerAccount}`);
  }
  const user: User = {
    kind: "User",
    account: account.id,
    name: wanted.name,
    path: wanted.path,
    arn: arnOf("user", account.id, wanted.path, wanted.name),
    id: uniqueId("AIDA"),
    created: world.clock.now(),
    inline: new Map(),
    attached: new Map(),
    tags: new Map(),
    keys: new Map(),
    groups: new Set(),
    boundary: wanted.boundary,
  };
  addTags(user.tags, wanted.tags, world.quotas.tagsPerEntity);
  account.users.add(user);
  return user;
}

/** Throws LimitExceeded. */
export function addKey(world: World, user: User): AccessKey {
  if (user.keys.size >= world.quotas.accessKeysPerUser) {
    throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${world.quotas.accessKeysPerUser}`);
  }
  const key: AccessKey = {
    accessKeyId: uniqueId("AKIA"),
    secretAccessKey: secret(),
    created: world.clock.now(),
    active: true,
  };
  user.keys.set(key.accessKeyId, key);
  world.keys.set(key.accessKeyId, { kind: "user", account: user.account, user, secretAccessKey: key.secretAccessKey });
  return key;
}

/** Without a name, the caller is meant. */
function selfOrUser(request: ActionRequest) {
  return request.params.optional("UserName") === undefined
    ? { arn: request.caller.holder?.arn ?? request.caller.arn }
    : userTarget(request);
}

function getUser(request: ActionRequest): XmlFields {
  const { caller, account, world } = request;
  if (request.params.optional("UserName") !== undefined) return { User: describeUser(requireUser(request)) };
  if (caller.holder?.kind === "User") return { User: describeUser(caller.holder) };
  if (caller.holder === undefined) {
    return {
      User: {
        Path: "/",
        UserName: "",
        UserId: account.id,
        Arn: account.rootArn,
        CreateDate: new Date(world.clock.now()).toISOString(),
      },
    };
  }
  return { User: describeUser(requireUser(request)) };
}

function listUsers({ account, params }: ActionRequest): XmlFields {
  const prefix = readPathPrefix(params);
  const users = byName(account.users.values()).filter(({ path }) => path.startsWith(prefix));
  const page = paginate(params, users, ({ name }) => name);
  return { Users: page.items.map(describeUserBriefly), ...page.fields };
}

/** "the user remains in the same groups and keeps the same policies" */
function updateUser(request: ActionRequest): undefined {
  const { account, params } = request;
  const user = requireUser(request);
  const name = params.optional("NewUserName") === undefined ? user.name : requireName(params, "NewUserName", 64);
  if (name.toLowerCase() !== user.name.toLowerCase()) requireNewName("User", account.users, name);
  account.users.delete(user.name);
  user.name = name;
  user.path = params.optional("NewPath") === undefined ? user.path : readPath(params, "NewPath");
  user.arn = arnOf("user", account.id, user.path, name);
  account.users.add(user);
  return undefined;
}

function deleteUser(request: ActionRequest): undefined {
  const user = requireUser(request);
  if (user.attached.size > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
  if (user.inline.size > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
  if (user.keys.size > 0) throw deleteConflict("Cannot delete entity, must delete access keys first.");
  if (user.groups.size > 0) throw deleteConflict("Cannot delete entity, must remove users from group first.");
  request.account.users.delete(user.name);
  return undefined;
}
