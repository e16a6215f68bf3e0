import type { IAM, IAMClientConfig } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import type { ProviderContext } from "../../ports/provider.js";
import { AwsFailure, awsFailure } from "./aws-failure.js";
import { given } from "./given.js";
import { regionOf } from "./region.js";
import { createRetryStrategy } from "./retry-strategy.js";
import { partitionIn, throughOf } from "./settings.js";
import { assumeThrough, externalIdOf, sessionNameOf } from "./through.js";

/** The vendor, as the rest of this folder calls it. */
export interface Aws {
  /** Makes one call. Throws an AwsFailure and nothing else. `action` names the operation in the message. */
  call<Output>(action: string, run: (clients: Clients) => Promise<Output>): Promise<Output>;
}

export interface Clients {
  readonly iam: IAM;
  readonly sts: STS;
}

/** IAM throttles a whole account, and others work in it too. */
const AT_ONCE = 4;
const RETRIES = 8;
/** Milliseconds until a connection stands, and until a call is answered. */
const CONNECT = 5_000;
const ANSWER = 30_000;

type Context = Pick<ProviderContext, "system" | "environment" | "retries" | "retryDelay">;

/** Imports the SDK, which takes 100 ms, and makes no call. */
export async function openAws(context: Context): Promise<Aws> {
  // A warning for whoever builds Curfew, not for whoever runs it.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const [{ IAM }, { STS }] = await Promise.all([import("@aws-sdk/client-iam"), import("@aws-sdk/client-sts")]);
  const { system, environment } = context;
  const secrets = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].flatMap((name) => given(environment, name) ?? []);
  const atIam = configuration(context, "AWS_ENDPOINT_URL_IAM");
  const atSts = configuration(context, "AWS_ENDPOINT_URL_STS");
  const through = throughOf(system);
  const assumed =
    through === undefined
      ? {}
      : {
          credentials: assumeThrough(
            new STS(atSts),
            { arn: through, session: sessionNameOf(system), externalId: externalIdOf(system, environment) },
            secrets,
          ),
        };
  const clients: Clients = { iam: new IAM({ ...atIam, ...assumed }), sts: new STS({ ...atSts, ...assumed }) };
  const inTurn = limit(AT_ONCE);
  return {
    call: (action, run) =>
      inTurn(async () => {
        try {
          return await run(clients);
        } catch (error) {
          // Taking on our role there failed before the call was made: that is what is to be told.
          if (error instanceof AwsFailure) throw error;
          throw awsFailure(action, error, secrets);
        }
      }),
  };
}

/** `own` names the variable that says where this service is, and none of the others. */
function configuration({ system, environment, retries = RETRIES, retryDelay }: Context, own: string) {
  const endpoint = given(environment, own) ?? given(environment, "AWS_ENDPOINT_URL");
  const accessKeyId = given(environment, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = given(environment, "AWS_SECRET_ACCESS_KEY");
  const sessionToken = given(environment, "AWS_SESSION_TOKEN");
  return {
    region: regionOf(partitionIn(system), environment),
    ...(endpoint === undefined ? {} : { endpoint }),
    // Without them the SDK asks its own chain: profiles, web identity, the instance.
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    maxAttempts: retries + 1,
    retryStrategy: createRetryStrategy({ retries, delay: retryDelay }),
    requestHandler: { connectionTimeout: CONNECT, requestTimeout: ANSWER, throwOnRequestTimeout: true },
  } satisfies IAMClientConfig;
}

/** Runs at most so many at once; the others wait their turn. */
function limit(most: number): <Value>(run: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= most) await new Promise<void>((resume) => waiting.push(resume));
    else running += 1;
    try {
      return await run();
    } finally {
      // Whoever waited longest takes over the place.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
