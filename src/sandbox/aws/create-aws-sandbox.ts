import type { SandboxClock } from "../clock.js";
import type { FaultEngine } from "../faults.js";
import { listen } from "../listen.js";
import { answer } from "./answer.js";
import { type AssignedPermissionSet, assignPermissionSet } from "./iam/permission-sets.js";
import { addKey, addUser } from "./iam/users.js";
import type { PolicyDocument } from "./judge/policy.js";
import { readPolicy } from "./judge/read-policy.js";
import { secret, uniqueId } from "./state/ids.js";
import { createAwsPolicies } from "./state/managed-policies.js";
import { defaultQuotas, type Quotas } from "./state/quotas.js";
import { createVisibility, type Lag } from "./state/visibility.js";
import { accountOf, createAccount, findPolicy, type PublishedKey, type World } from "./state/world.js";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsSandbox {
  /** `http://127.0.0.1:<port>`: the endpoint of every service, told apart by the request's version and scope. */
  readonly url: string;
  /** Makes an account of 12 digits and returns the root user's keys. Throws when it is there already. */
  createAccount(id: string): Credentials;
  /** Makes an IAM user with an access key; `managed` are ARNs. Throws when the account is not there or the user is. */
  createUser(
    account: string,
    user: {
      readonly name: string;
      readonly path?: string;
      readonly policies?: readonly PolicyDocument[];
      readonly managed?: readonly string[];
    },
  ): Credentials & { readonly arn: string };
  /** Assigns a permission set of IAM Identity Center in an account: its role, and sessions of its users. */
  assignPermissionSet(
    account: string,
    set: { readonly name: string; readonly region?: string; readonly policy: PolicyDocument },
  ): AssignedPermissionSet;
  /** What an issuer of tokens publishes at its address, `https://login.example.com`: the keys that verify them. */
  publishKeys(issuer: string, keys: readonly PublishedKey[]): void;
  /** From now on changes are seen late; undefined: all of them at once again. */
  delayChanges(lag: Lag | undefined): void;
  close(): Promise<void>;
}

/** Serves on loopback, on a free port unless one is given. `mfaCode` is what every second factor shows. */
export async function createAwsSandbox(options: {
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  readonly port?: number;
  readonly quotas?: Partial<Quotas>;
  readonly mfaCode?: string;
}): Promise<AwsSandbox> {
  const world: World = {
    clock: options.clock,
    quotas: { ...defaultQuotas, ...options.quotas },
    mfaCode: options.mfaCode ?? "123456",
    visibility: createVisibility(),
    accounts: new Map(),
    keys: new Map(),
    issuers: new Map(),
    awsPolicies: createAwsPolicies(),
  };
  const { url, close } = await listen(
    (request, response) => answer(world, options.faults, request, response),
    options.port,
  );
  return {
    url,
    close,
    assignPermissionSet: (account, set) => assignPermissionSet(world, account, set),
    publishKeys: (issuer, keys) => void world.issuers.set(issuer, keys),
    delayChanges: (lag) => world.visibility.delay(lag),
    createAccount(id) {
      if (!/^\d{12}$/.test(id)) throw new Error(`an account id has 12 digits; received ${JSON.stringify(id)}`);
      if (world.accounts.has(id)) throw new Error(`account ${id} exists already`);
      world.accounts.set(id, createAccount(id));
      const accessKeyId = uniqueId("AKIA");
      const secretAccessKey = secret();
      world.keys.set(accessKeyId, { kind: "root", account: id, secretAccessKey });
      return { accessKeyId, secretAccessKey };
    },
    createUser(accountId, { name, path = "/", policies = [], managed = [] }) {
      const account = accountOf(world, accountId);
      const user = addUser(world, account, { name, path, tags: new Map(), boundary: undefined });
      for (const [index, document] of policies.entries()) {
        const text = JSON.stringify(document);
        user.inline.set(`inline-${index + 1}`, { text, policy: readPolicy(text, "identity") });
      }
      for (const arn of managed) {
        const policy = findPolicy(world, account, arn);
        if (!policy) throw new Error(`no managed policy ${arn} in this sandbox`);
        user.attached.set(arn, policy);
      }
      const { accessKeyId, secretAccessKey } = addKey(world, user);
      return { accessKeyId, secretAccessKey, arn: user.arn };
    },
  };
}
