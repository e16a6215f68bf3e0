import type { JsonWebKey } from "node:crypto";
import type { SandboxClock } from "../../clock.js";
import type { Policy } from "../judge/policy.js";
import { createDirectory } from "./directory.js";
import type { Account, ManagedPolicy, Role, Tags, User } from "./entities.js";
import type { Quotas } from "./quotas.js";
import type { Visibility } from "./visibility.js";

/** Everything the sandbox holds. */
export interface World {
  readonly clock: SandboxClock;
  readonly quotas: Quotas;
  /** The code that every multi-factor device shows. */
  readonly mfaCode: string;
  readonly visibility: Visibility;
  readonly accounts: Map<string, Account>;
  /** By access key id. */
  readonly keys: Map<string, Key>;
  /** The keys that issuers of tokens publish, by their address: `https://login.example.com`. */
  readonly issuers: Map<string, readonly PublishedKey[]>;
  /** AWS's own managed policies, by ARN. */
  readonly awsPolicies: ReadonlyMap<string, ManagedPolicy>;
}

/** A key of a JSON Web Key Set. */
export type PublishedKey = JsonWebKey & { readonly kid?: string };

/** What an access key id stands for. */
export type Key = RootKey | UserKey | Session;

interface RootKey {
  readonly kind: "root";
  readonly account: string;
  readonly secretAccessKey: string;
}

interface UserKey {
  readonly kind: "user";
  readonly account: string;
  readonly user: User;
  readonly secretAccessKey: string;
}

/** Temporary credentials: of a role (AssumeRole), or of a user or the root user (GetSessionToken). */
export interface Session {
  readonly kind: "session";
  readonly account: string;
  readonly holder: Role | User | undefined;
  readonly secretAccessKey: string;
  readonly token: string;
  /** Epoch milliseconds of the sandbox's clock. */
  readonly issued: number;
  readonly expires: number;
  readonly mfa: boolean;
  /** Empty unless it is a role's. */
  readonly name: string;
  /** Undefined when it was not narrowed. */
  readonly policies: readonly Policy[] | undefined;
  readonly tags: Tags;
  readonly sourceIdentity: string | undefined;
}

/** Who signed a request. */
export interface Caller {
  readonly account: Account;
  readonly arn: string;
  /** As GetCallerIdentity tells it: `AIDA…`, `AROA…:session` or the account's id. */
  readonly userId: string;
  /** Undefined for the root user. */
  readonly holder: Role | User | undefined;
  readonly session: Session | undefined;
}

export function accountOf(world: World, id: string): Account {
  const account = world.accounts.get(id);
  if (!account) throw new Error(`no account ${id} in this sandbox: call createAccount first`);
  return account;
}

export function createAccount(id: string): Account {
  return {
    id,
    rootArn: `arn:aws:iam::${id}:root`,
    users: createDirectory(),
    groups: createDirectory(),
    roles: createDirectory(),
    policies: new Map(),
    samlProviders: new Map(),
    oidcProviders: new Map(),
  };
}

export type ArnKind = "user" | "group" | "role" | "policy" | "mfa";

export function arnOf(kind: ArnKind, account: string, path: string, name: string): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`;
}

/** A managed policy by its ARN, the account's own or one of AWS's. */
export function findPolicy(world: World, account: Account, arn: string): ManagedPolicy | undefined {
  return account.policies.get(arn) ?? world.awsPolicies.get(arn);
}
