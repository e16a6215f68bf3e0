import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultEngine, FaultMode } from "../faults.js";
import { readBody } from "../listen.js";
import type { Action, ActionRequest } from "./action.js";
import { type Authenticated, authenticate } from "./authenticate.js";
import { authorise } from "./authorise.js";
import { AwsError, invalidToken } from "./protocol/aws-error.js";
import { type Params, readParams } from "./protocol/params.js";
import type { Arrived } from "./protocol/signature.js";
import { printAnswer, printError } from "./protocol/xml.js";
import { type Service, serviceOfVersion, sts } from "./services.js";
import { accountOf, type Caller, type World } from "./state/world.js";

/** Far more than the longest policies need. */
const longestBody = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers one request: read, authenticate, fail if a fault says so, authorise, work, print. */
export async function answer(
  world: World,
  faults: FaultEngine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  let service = sts;
  let fault: FaultMode | undefined;
  let result: Answer;
  try {
    const arrived = await readArrived(request);
    const params = readParams(arrived.body.toString());
    service = serviceOfVersion(params.optional("Version")) ?? sts;
    const name = params.optional("Action") ?? "";
    const unsigned = Object.hasOwn(service.unsigned, name) ? service.unsigned[name] : undefined;
    const signed = unsigned ? undefined : authenticateFor(world, service, arrived);
    fault = faults.strike({
      service: "aws",
      caller: signed?.caller.arn ?? "anonymous",
      name: `${service.name}:${name}`,
    });
    if (fault === "timeout") {
      request.socket.destroy();
      return;
    }
    if (fault === "throttle") throw new AwsError(400, "Throttling", "Rate exceeded");
    if (fault === "error")
      throw new AwsError(500, "ServiceFailure", "The request processing has failed because of an unknown error.");
    const fields = signed
      ? perform(world, signed.caller, {
          service,
          name,
          action: findAction(service, name, params),
          params,
          region: signed.claim.region,
        })
      : unsigned?.(world, params, "us-east-1");
    result = { status: 200, body: printAnswer(name, service.namespace, fields, requestId) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    result = { status: error.status, body: printError(service.namespace, error, requestId) };
  }
  if (fault === "lost-answer") {
    request.socket.destroy();
    return;
  }
  response.writeHead(result.status, {
    "content-type": "text/xml",
    "content-length": Buffer.byteLength(result.body),
    "x-amzn-requestid": requestId,
    // Clients correct the skew of their signatures by this.
    date: new Date(world.clock.wall()).toUTCString(),
  });
  response.end(result.body);
}

function authenticateFor(world: World, service: Service, arrived: Arrived): Authenticated {
  const authenticated = authenticate(world, arrived);
  if (authenticated.claim.service === service.name) return authenticated;
  throw new AwsError(
    403,
    "SignatureDoesNotMatch",
    `Credential should be scoped to correct service: '${service.name}'. `,
  );
}

async function readArrived(request: IncomingMessage): Promise<Arrived> {
  try {
    const body = await readBody(request, longestBody);
    return { method: request.method ?? "", target: request.url ?? "/", headers: request.headers, body };
  } catch (error) {
    if (error instanceof RangeError) throw new AwsError(413, "RequestEntityTooLarge", "Request entity is too large.");
    throw error;
  }
}

function findAction(service: Service, name: string, params: Params): Action {
  const action = Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
  if (action) return action;
  const version = params.optional("Version") ?? "NO_VERSION_SPECIFIED";
  throw new AwsError(400, "InvalidAction", `Could not find operation ${name} for version ${version}`);
}

interface Call {
  readonly service: Service;
  readonly name: string;
  readonly action: Action;
  readonly params: Params;
  readonly region: string;
}

function perform(world: World, caller: Caller, { service, name, action, params, region }: Call) {
  const { session, holder } = caller;
  // "You cannot call any IAM API operations unless MFA authentication information is included in the request."
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
  if (service.name === "iam" && session && holder?.kind !== "Role" && !session.mfa) throw invalidToken();
  if (session && holder?.kind === "Role") holder.lastUsed = { at: world.clock.now(), region };
  const request = requestOf(world, caller, { service, name, action, params, region });
  if (!action.open) {
    const target = action.target?.(request) ?? { arn: "*" };
    for (const wanted of [`${service.name}:${name}`, ...(action.also?.(request) ?? [])]) {
      authorise(world, caller, {
        action: wanted,
        resource: target.arn,
        called: target.called,
        resourceTags: target.tags,
        resourcePolicy: undefined,
        region,
        context: action.context?.(request) ?? {},
      });
    }
  }
  return action.run(request);
}

/** Reads see what has become visible; whatever changes something is done to what there is. */
function requestOf(world: World, caller: Caller, { service, name, params, region }: Call): ActionRequest {
  const shared = { caller, params, region };
  // To assume a role is to read who may.
  const isRead = /^(Get|List|Simulate|Describe)/.test(name) || name === "AssumeRole";
  if (service.name === "iam" && !isRead) world.visibility.changes(world);
  const seen = isRead ? world.visibility.seen(world) : world.visibility.peek(world);
  const read = isRead && service.name === "iam" ? seen : world;
  return { ...shared, world: read, account: accountOf(read, caller.account.id), seen };
}
