import { IAM } from "@aws-sdk/client-iam";
import type { Binding } from "../../../src/model/binding.js";
import type { System } from "../../../src/model/system.js";
import type { Provider, ProviderContext } from "../../../src/ports/provider.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import {
  type AwsSandbox,
  type Credentials,
  createAwsSandbox,
  type PolicyDocument,
  type Quotas,
} from "../../../src/sandbox/aws/index.js";
import { createSandboxClock, type SandboxClock } from "../../../src/sandbox/clock.js";
import { createFaultEngine, type FaultEngine } from "../../../src/sandbox/faults.js";
import { aBinding, aSystem, NOW, REPOSITORY } from "../a-system.js";

export const ACCOUNT = "123456789012";
export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** An account on the sandbox, with alice, bob, and the user that Curfew itself is there. */
export interface TestAccount {
  readonly sandbox: AwsSandbox;
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  readonly system: System;
  readonly root: IAM;
  readonly curfew: Credentials & { readonly arn: string };
  readonly alice: Credentials & { readonly arn: string };
  readonly bindings: readonly [Binding, Binding];
  /** With what Curfew says that it needs for another system, where it is given one. */
  connect(differences?: Partial<Pick<ProviderContext, "system" | "retries" | "pause">>): Promise<Provider>;
  /** Allows the user that Curfew is there this and nothing else. */
  allow(policy: PolicyDocument): Promise<void>;
  /** What Curfew itself has called, as `iam:GetRole`. */
  calls(): readonly string[];
  close(): Promise<void>;
}

export const system: System = aSystem({
  name: "aws-prod",
  kind: "aws-iam",
  identity: `arn:aws:iam::${ACCOUNT}:user/{login}`,
  settings: { account: ACCOUNT },
  roles: {
    admin: { policies: [ADMINISTRATOR] },
    lasting: { policies: [ADMINISTRATOR], persists: true },
    operator: {
      policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      statements: [{ actions: ["rds:FailoverDBCluster", "rds:RebootDBInstance"], resources: ["*"] }],
    },
  },
});

export async function openAccount(options: { readonly quotas?: Partial<Quotas> } = {}): Promise<TestAccount> {
  const clock = createSandboxClock({ start: NOW, running: false });
  const faults = createFaultEngine();
  const sandbox = await createAwsSandbox({ clock, faults, quotas: options.quotas ?? {} });
  const rootKeys = sandbox.createAccount(ACCOUNT);
  const curfew = sandbox.createUser(ACCOUNT, { name: "curfew", policies: [leastPolicy(system)] });
  const alice = sandbox.createUser(ACCOUNT, { name: "alice" });
  const bob = sandbox.createUser(ACCOUNT, { name: "bob" });
  const root = new IAM({ endpoint: sandbox.url, region: "us-east-1", credentials: rootKeys });

  async function allow(policy: PolicyDocument): Promise<void> {
    const { UserName, PolicyName } = { UserName: "curfew", PolicyName: "inline-1" };
    await root.putUserPolicy({ UserName, PolicyName, PolicyDocument: JSON.stringify(policy) });
  }

  return {
    sandbox,
    clock,
    faults,
    system,
    root,
    curfew,
    alice,
    bindings: [aBinding("alice", "aws-prod/operator", alice.arn), aBinding("bob", "aws-prod/admin", bob.arn)],
    async connect(differences = {}) {
      if (differences.system) await allow(leastPolicy(differences.system));
      return kind.open({
        system,
        repository: REPOSITORY,
        environment: environmentOf(sandbox.url, curfew),
        retries: 0,
        retryDelay: 0,
        ...differences,
      });
    },
    allow,
    calls: () => faults.calls.filter(({ caller }) => caller === curfew.arn).map(({ name }) => name),
    async close() {
      root.destroy();
      await sandbox.close();
    },
  };
}

export function environmentOf(url: string, { accessKeyId, secretAccessKey }: Credentials) {
  return { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** What Curfew says that it needs: so it must be enough. */
export function leastPolicy(of: System): PolicyDocument {
  const [need] = kind.needs?.(of) ?? [];
  if (!need) throw new Error("it says nothing of what it needs");
  return need.policy as PolicyDocument;
}
