import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultEngine, FaultMode } from "../../faults.js";
import { readBody } from "../../listen.js";
import type { GitHub } from "../github.js";
import type { Actor } from "../world/nouns.js";
import { findRepository } from "../world/world.js";
import { admit } from "./admit.js";
import { authenticate, callerName } from "./authenticate.js";
import { type Body, isObject } from "./body.js";
import type { Exchange } from "./exchange.js";
import { notFound, type Problem, ProblemError } from "./problem.js";
import { createRateLimits, type RateLimit } from "./rate-limits.js";
import type { Answer, RestRequest, Route } from "./route.js";
import { createRouter } from "./router.js";

/** GitHub takes bodies up to this size. */
const LONGEST_BODY = 25 * 1024 * 1024;
const DOCUMENTATION = "https://docs.github.com/rest";

export interface RestServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly address: string;
  readonly query: URLSearchParams;
  readonly bytes: Buffer;
}

function problemAnswer(problem: Problem): Answer {
  const { status, message, errors, headers } = problem;
  const body = {
    message,
    ...(errors ? { errors } : {}),
    documentation_url: DOCUMENTATION,
    status: String(status),
  };
  return headers ? { status, body, headers } : { status, body };
}

function throttled(): Answer {
  return {
    status: 403,
    headers: { "retry-after": "1" },
    body: {
      message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      documentation_url: `${DOCUMENTATION}/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits`,
      status: "403",
    },
  };
}

function parseBody(bytes: Buffer): Body {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new ProblemError({ status: 400, message: "Problems parsing JSON" });
  }
  // Some lists may be sent bare, as labels are.
  if (Array.isArray(value)) return { labels: value };
  if (!isObject(value)) throw new ProblemError({ status: 400, message: "Body should be a JSON object" });
  return value;
}

function entityTag(body: string): string {
  return `W/"${createHash("sha256").update(body).digest("hex")}"`;
}

function headersOf(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
}

export function createRestServer(options: {
  readonly github: GitHub;
  readonly faults: FaultEngine;
  readonly routes: readonly Route[];
  readonly observe: ((exchange: Exchange) => void) | undefined;
}): RestServer {
  const { github, faults, observe } = options;
  const { world } = github;
  const find = createRouter(options.routes);
  const limits = createRateLimits(() => world.clock.wall());

  async function run(incoming: Incoming, actor: Actor, rate: RateLimit): Promise<Answer> {
    const found = find(incoming.method, incoming.path);
    if (!found) throw notFound();
    const { route, params } = found;
    const { address, query } = incoming;
    const writing = incoming.method !== "GET";
    const base = { github, actor, params, query, rate, address };
    if (!route.need) {
      const request: RestRequest = { ...base, body: parseBody(incoming.bytes) };
      return route.handle(request);
    }
    const { owner = "", repo = "" } = params;
    const repository = admit(world, findRepository(world, owner, repo), actor, route.need, writing);
    const request = { ...base, body: parseBody(incoming.bytes), repository };
    const work = async () => route.handle(request);
    return writing ? repository.git.mutex.run(work) : work();
  }

  function send(
    response: ServerResponse,
    message: IncomingMessage,
    answer: Answer,
    rate: RateLimit,
    etag: string | undefined,
    text: string,
  ): Record<string, string> {
    const fresh = etag !== undefined && message.headers["if-none-match"]?.replace(/^(?!W\/)/, "W/") === etag;
    const status = fresh ? 304 : answer.status;
    const headers: Record<string, string> = {
      ...(text === "" || fresh ? {} : { "content-type": "application/json; charset=utf-8" }),
      ...(etag === undefined ? {} : { etag, "cache-control": "private, max-age=60, s-maxage=60" }),
      date: new Date(world.clock.now()).toUTCString(),
      "x-github-request-id": randomBytes(8).toString("hex").toUpperCase(),
      "x-github-media-type": "github.v3; format=json",
      "x-github-api-version-selected": "2022-11-28",
      "x-ratelimit-limit": String(rate.limit),
      "x-ratelimit-remaining": String(rate.remaining),
      "x-ratelimit-reset": String(rate.reset),
      "x-ratelimit-used": String(rate.used),
      "x-ratelimit-resource": "core",
      ...answer.headers,
    };
    const body = fresh || status === 204 ? "" : text;
    response.writeHead(
      status,
      status === 204 || fresh ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
    );
    response.end(body);
    return headers;
  }

  async function answerTo(incoming: Incoming, actor: Actor, fault: FaultMode | undefined, rate: RateLimit) {
    if (fault === "throttle") return throttled();
    if (fault === "error") return problemAnswer({ status: 500, message: "Server Error" });
    try {
      return await run(incoming, actor, rate);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return problemAnswer(error.problem);
    }
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? "/", world.url);
    const raw = (message.url ?? "/").split("?")[0] ?? "/";
    const path = raw.replace(/^\/api\/v3(?=\/|$)/, "") || "/";
    const method = message.method === "HEAD" ? "GET" : (message.method ?? "GET");
    const bytes = await readBody(message, LONGEST_BODY);
    const address = `${world.url}${raw}`;
    const incoming: Incoming = { method, path, address, query: url.searchParams, bytes };
    let actor: Actor = { kind: "anonymous" };
    let answer: Answer | undefined;
    if (message.headers["user-agent"] === undefined) {
      answer = problemAnswer({
        status: 403,
        message: "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
      });
    } else {
      try {
        actor = authenticate(world, message.headers.authorization);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        answer = problemAnswer(error.problem);
      }
    }
    const caller = callerName(actor);
    const fault = faults.strike({ service: "github", caller, name: `${method} ${path}` });
    if (fault === "timeout") {
      message.socket.destroy();
      return;
    }
    answer ??= await answerTo(incoming, actor, fault, limits.spend(caller, 0));
    if (fault === "lost-answer") {
      message.socket.destroy();
      github.webhooks.flush();
      return;
    }
    const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
    const etag = method === "GET" && answer.status === 200 ? entityTag(text) : undefined;
    const free = path === "/rate_limit" || (etag !== undefined && message.headers["if-none-match"] === etag);
    const headers = send(response, message, answer, limits.spend(caller, free ? 0 : 1), etag, text);
    observe?.({
      method,
      route: find(method, path)?.route.template ?? "",
      path,
      query: Object.fromEntries(url.searchParams),
      requestHeaders: headersOf(message),
      requestBody: bytes.length === 0 ? undefined : tolerantJson(bytes),
      status: response.statusCode,
      responseHeaders: headers,
      responseBody: response.statusCode === 304 || text === "" ? undefined : JSON.parse(text),
    });
    github.webhooks.flush();
  }

  return { handle };
}

function tolerantJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes.toString();
  }
}
