import type { Policy } from "../judge/policy.js";
import type { Directory } from "./directory.js";
import type { OidcProvider, SamlProvider } from "./identity-providers.js";

/** A policy's text as it was given, and what it says. */
export interface StoredPolicy {
  readonly text: string;
  readonly policy: Policy;
}

export type Tags = Map<string, string>;

/** What users, groups and roles have in common. Instants are epoch milliseconds of the sandbox's clock. */
export interface Holder {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `AIDA…`, `AGPA…` or `AROA…`: never used again, unlike a name. */
  readonly id: string;
  readonly created: number;
  /** By policy name. */
  readonly inline: Map<string, StoredPolicy>;
  /** By ARN. */
  readonly attached: Map<string, ManagedPolicy>;
}

export interface User extends Holder {
  readonly kind: "User";
  /** A user can be renamed and moved, and stays who it is. */
  name: string;
  path: string;
  arn: string;
  readonly tags: Tags;
  readonly keys: Map<string, AccessKey>;
  readonly groups: Set<Group>;
  boundary: ManagedPolicy | undefined;
}

export interface Group extends Holder {
  readonly kind: "Group";
  readonly users: Set<User>;
}

export interface Role extends Holder {
  readonly kind: "Role";
  readonly tags: Tags;
  trust: Trust;
  description: string | undefined;
  /** Seconds. */
  maxSessionDuration: number;
  boundary: ManagedPolicy | undefined;
  lastUsed: { readonly at: number; readonly region: string } | undefined;
}

/**
 * A trust policy, with the unique id behind every user's and role's ARN in it: whoever is created later under the same
 * name is somebody else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export interface Trust extends StoredPolicy {
  readonly ids: ReadonlyMap<string, string>;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `ANPA…` */
  readonly id: string;
  readonly created: number;
  readonly description: string | undefined;
  /** True for AWS's own, which every account has and none can change. */
  readonly aws: boolean;
  readonly tags: Tags;
  /** By `v1`, `v2`, …, oldest first. */
  readonly versions: Map<string, StoredPolicy & { readonly created: number }>;
  updated: number;
  defaultVersion: string;
  /** Numbers of deleted versions are not used again. */
  latestNumber: number;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly created: number;
  active: boolean;
}

export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly rootArn: string;
  readonly users: Directory<User>;
  readonly groups: Directory<Group>;
  readonly roles: Directory<Role>;
  /** Customer managed policies, by ARN. */
  readonly policies: Map<string, ManagedPolicy>;
  /** By ARN. */
  readonly samlProviders: Map<string, SamlProvider>;
  readonly oidcProviders: Map<string, OidcProvider>;
}

/** The version of a managed policy that is in force. */
export function inForce(policy: ManagedPolicy): StoredPolicy {
  const version = policy.versions.get(policy.defaultVersion);
  if (!version) throw new Error(`${policy.arn} has no version ${policy.defaultVersion}`);
  return version;
}

/** In the order of names, which does not depend on when they were created. */
export function byName<T extends { readonly name: string }>(items: Iterable<T>): readonly T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
