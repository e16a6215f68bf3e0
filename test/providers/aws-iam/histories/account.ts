import { Failure } from "../../../../src/ports/failure.js";
import type { Aws, Clients } from "../../../../src/providers/aws-iam/aws.js";
import { AwsFailure, awsFailure } from "../../../../src/providers/aws-iam/aws-failure.js";
import type { Action } from "../../../../src/sandbox/aws/action.js";
import { authorise, judgeWish } from "../../../../src/sandbox/aws/authorise.js";
import { iamActions } from "../../../../src/sandbox/aws/iam/actions.js";
import { addUser } from "../../../../src/sandbox/aws/iam/users.js";
import { readPolicy } from "../../../../src/sandbox/aws/judge/read-policy.js";
import { AwsError } from "../../../../src/sandbox/aws/protocol/aws-error.js";
import { readParams } from "../../../../src/sandbox/aws/protocol/params.js";
import type { Group } from "../../../../src/sandbox/aws/state/entities.js";
import { createAwsPolicies } from "../../../../src/sandbox/aws/state/managed-policies.js";
import { defaultQuotas } from "../../../../src/sandbox/aws/state/quotas.js";
import { createVisibility } from "../../../../src/sandbox/aws/state/visibility.js";
import { type Caller, createAccount, type World } from "../../../../src/sandbox/aws/state/world.js";
import { stsActions } from "../../../../src/sandbox/aws/sts/actions.js";
import { createSandboxClock } from "../../../../src/sandbox/clock.js";
import { ACCOUNT, leastPolicy } from "../account.js";

/** The sandbox's IAM, without a network: an action is a function of its parameters. */
export interface MemoryAccount {
  moveTo(instant: number): void;
  /** As the account's root. */
  root(name: string, input: object): void;
  groups(): readonly Group[];
  /** Whether the user may do it now, by all the policies there are. */
  allows(user: string, action: string): boolean;
  /** Curfew's way there. Whoever is given the work decides whether, when and how often it is done. */
  connect(call: <Value>(name: string, work: () => Value) => Promise<Value>, bend: Bend): Aws;
}

/** Lets a test put something wrong between the product and AWS. */
export type Bend = (name: string, input: object, work: (input: object) => object) => object;

export const USERS = ["Alice", "bob", "mallory"] as const;

export function createMemoryAccount(start: number, system: Parameters<typeof leastPolicy>[0]): MemoryAccount {
  const clock = createSandboxClock({ start, running: false });
  const account = createAccount(ACCOUNT);
  const world: World = {
    clock,
    quotas: defaultQuotas,
    mfaCode: "123456",
    visibility: createVisibility(),
    accounts: new Map([[ACCOUNT, account]]),
    keys: new Map(),
    issuers: new Map(),
    awsPolicies: createAwsPolicies(),
  };
  const callers = new Map(
    [...USERS, "curfew"].map((name): [string, Caller] => {
      const user = addUser(world, account, { name, path: "/", tags: new Map(), boundary: undefined });
      return [name, { account, arn: user.arn, userId: user.id, holder: user, session: undefined }];
    }),
  );
  const curfew = callerOf("curfew");
  const text = JSON.stringify(leastPolicy(system));
  curfew.holder?.inline.set("needs", { text, policy: readPolicy(text, "identity") });
  const root: Caller = { account, arn: account.rootArn, userId: account.id, holder: undefined, session: undefined };

  function callerOf(name: string): Caller {
    const caller = callers.get(name);
    if (!caller) throw new Error(`there is no user ${name}`);
    return caller;
  }

  function perform(caller: Caller, service: "iam" | "sts", name: string, input: object): object {
    const action: Action | undefined = (service === "iam" ? iamActions : stsActions)[name];
    if (!action) throw new Error(`the sandbox has no ${name}`);
    const request = { world, seen: world, caller, account, params: readParams(formOf(input)), region: "us-east-1" };
    if (!action.open) {
      const target = action.target?.(request) ?? { arn: "*" };
      authorise(world, caller, {
        action: `${service}:${name}`,
        resource: target.arn,
        resourceTags: target.tags,
        resourcePolicy: undefined,
        region: request.region,
        context: action.context?.(request) ?? {},
      });
    }
    return action.run(request) ?? {};
  }

  return {
    moveTo: clock.moveTo,
    root: (name, input) => void perform(root, "iam", name, input),
    groups: () => [...account.groups.values()],
    allows(user, action) {
      const nothing = { resourceTags: undefined, resourcePolicy: undefined, region: "us-east-1", context: {} };
      return judgeWish(world, callerOf(user), { ...nothing, action, resource: "*" }).judgement.verdict === "allow";
    },
    connect(call, bend) {
      const clientOf = (service: "iam" | "sts") =>
        new Proxy(
          {},
          {
            get: (_, method: string) => (input: object) => {
              const name = method.charAt(0).toUpperCase() + method.slice(1);
              const work = (given: object) => perform(curfew, service, name, given);
              return call(name, () => answered(name, () => bend(name, input, work)));
            },
          },
        );
      const clients = { iam: clientOf("iam"), sts: clientOf("sts") } as unknown as Clients;
      return { call: (action, run) => run(clients).catch((error: unknown) => rethrow(action, error)) };
    },
  };
}

/** Also where nobody waits for the answer any more: what AWS refuses is a failure, and what is wrong with us is not. */
function answered<Value>(name: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message, status } = error;
    throw awsFailure(name, { name: code, message, $metadata: { httpStatusCode: status } }, []);
  }
}

/** What was lost on the way is the SDK's to tell, as AWS's own errors are. */
function rethrow(action: string, error: unknown): never {
  if (error instanceof AwsFailure || !(error instanceof Failure)) throw error;
  const { message, transient } = error;
  throw new AwsFailure(`${action}: ${message}`, { code: transient ? "TimeoutError" : "AccessDenied", transient });
}

/** As the SDK writes it. */
function formOf(input: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) form.set(`${name}.member.${index + 1}`, String(item));
    } else if (value !== undefined) form.set(name, String(value));
  }
  return form.toString();
}
