import type { Policy, PrincipalName } from "../judge/policy.js";
import { readPolicy } from "../judge/read-policy.js";
import { malformedPolicy } from "../protocol/aws-error.js";
import type { Trust } from "./entities.js";
import type { World } from "./world.js";

/** Throws MalformedPolicyDocument when the policy is none, or names somebody who does not exist. */
export function readTrust(world: World, text: string): Trust {
  const policy = readPolicy(text, "trust");
  const ids = new Map<string, string>();
  for (const statement of policy.statements) {
    for (const name of statement.principals?.names ?? []) {
      const id = identify(world, name);
      if (id !== undefined) ids.set(name.value, id);
    }
  }
  return { text: rename(reordered(text), fullName), policy, ids };
}

/**
 * IAM keeps a trust policy by what it says, and lists in it come back in an order of its own; here, from behind.
 * https://github.com/aws-controllers-k8s/community/issues/2875
 */
function reordered(text: string): string {
  const read: unknown = JSON.parse(text, (_, value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toReversed() : value,
  );
  return JSON.stringify(read);
}

/** The JSON with every name under an `AWS` of a principal changed. */
function rename(text: string, change: (name: string) => string): string {
  const renamed: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key !== "AWS") return value;
    if (typeof value === "string") return change(value);
    return Array.isArray(value) ? value.map((name) => (typeof name === "string" ? change(name) : name)) : value;
  });
  return JSON.stringify(renamed);
}

/** IAM keeps an account's bare number as the ARN of its root. */
function fullName(name: string): string {
  return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
}

/** The unique id behind a user's, role's or role session's ARN; undefined for what has none. */
function identify(world: World, { type, value }: PrincipalName): string | undefined {
  const unknown = malformedPolicy(`Invalid principal in policy: "${type}":"${value}"`);
  if (type === "Service") {
    if (!/^[a-z0-9.-]+\.(amazonaws\.com|amazonaws\.com\.cn)$/.test(value)) throw unknown;
    return undefined;
  }
  if (type === "Federated") {
    const arn = /^arn:aws:iam::(\d{12}):(?:saml-provider\/[\w+=,.@-]+|oidc-provider\/[\w.~/-]+)$/.exec(value);
    const known = ["cognito-identity.amazonaws.com", "accounts.google.com", "www.amazon.com", "graph.facebook.com"];
    if (!known.includes(value) && !world.accounts.has(arn?.[1] ?? "")) throw unknown;
    return undefined;
  }
  if (type !== "AWS" || value === "*") return undefined;
  const root = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value);
  if (root) {
    if (!world.accounts.has(root[1] ?? "")) throw unknown;
    return undefined;
  }
  const id = currentId(world, value);
  if (id === undefined) throw unknown;
  return id;
}

/** The unique id of who bears this ARN now. */
function currentId(world: World, arn: string): string | undefined {
  const entity = /^arn:aws:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (entity) {
    const account = world.accounts.get(entity[1] ?? "");
    const holder = (entity[2] === "user" ? account?.users : account?.roles)?.get(entity[3] ?? "");
    return holder?.arn === arn ? holder.id : undefined;
  }
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn);
  return session ? world.accounts.get(session[1] ?? "")?.roles.get(session[2] ?? "")?.id : undefined;
}

/** The ARN of whom an ARN named, by now: users can be renamed. Undefined where they are no more. */
function arnNow(world: World, arn: string, id: string): string | undefined {
  if (currentId(world, arn) === id) return arn;
  const users = world.accounts.get(arn.split(":")[4] ?? "")?.users.values() ?? [];
  return [...users].find((user) => user.id === id)?.arn;
}

/**
 * The trust policy as it reads now: who was deleted since is shown by the unique id, and so matches nobody, not even a
 * user who was created again under the old name. "Any resource or role policies that refer to the user as the principal
 * […] are automatically updated to use the new name or path."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_rename.html
 */
export function currentTrust(world: World, trust: Trust): { readonly text: string; readonly policy: Policy } {
  const now = new Map([...trust.ids].map(([arn, id]) => [arn, arnNow(world, arn, id) ?? id]));
  if ([...now].every(([then, name]) => then === name)) return trust;
  const statements = trust.policy.statements.map((statement) => {
    if (!statement.principals) return statement;
    const names = statement.principals.names.map(({ type, value }) => ({ type, value: now.get(value) ?? value }));
    return { ...statement, principals: { ...statement.principals, names } };
  });
  return { text: rename(trust.text, (name) => now.get(name) ?? name), policy: { ...trust.policy, statements } };
}
