import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import type { Log } from "../../ports/log.js";
import { pauseBeforeRetry } from "./pause-before-retry.js";
import { renewToken } from "./renew-token.js";

/** What the adapters call. Probot's Octokit is one too, and so is any made elsewhere. */
export type GitHubClient = Pick<Octokit, "request" | "paginate">;

export type Credentials =
  | {
      readonly kind: "app";
      readonly appId: string;
      /** PEM. */
      readonly privateKey: string;
      /** Absent where the App speaks as itself: of its installations. */
      readonly installationId?: number;
    }
  | { readonly kind: "token"; readonly token: string };

export interface ClientOptions {
  /** `https://api.github.com`, or of GitHub Enterprise Server `https://<host>/api/v3`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** How often a call that failed transiently is made again; 0 in tests that count faults. */
  readonly retries: number;
  /** The unit of every pause, in milliseconds: 1,000 of GitHub's `Retry-After`, less in tests. */
  readonly retryDelay: number;
  /** Spaces writes as GitHub asks: one a second, and three seconds where people are told of it. */
  readonly spaced: boolean;
  readonly userAgent: string;
  readonly log: Log;
}

/** Milliseconds until a call without an answer counts as lost. */
const TIMEOUT = 30_000;

/** The plugin's own list, and what says the same at every attempt: a merge that is refused, a conflict. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

/** Seconds. Whoever is asked to wait longer, until an hour's allowance is renewed, gives up: the next run asks again. */
const LONGEST_WAIT = 60;

// The first hook is the innermost: it has waited when the plugin, which only counts, tries again.
const Client = Octokit.plugin(pauseBeforeRetry, retry, throttling, renewToken);

export function createClient(options: ClientOptions): Octokit {
  const { log, retries, retryDelay } = options;

  /** Says whether the plugin waits and tries again. */
  function limited(kind: string) {
    return (seconds: number, request: { readonly method: string; readonly url: string }, _: unknown, count: number) => {
      const again = count < retries && seconds <= LONGEST_WAIT;
      log.warn("github-rate-limited", { kind, seconds, route: `${request.method} ${request.url}`, again });
      return again;
    };
  }

  return new Client({
    ...authentication(options.credentials),
    baseUrl: options.baseUrl,
    userAgent: options.userAgent,
    // Octokit's own lines hold whole addresses; what went wrong is told by the failure that is thrown.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch: fetchInTime },
    retry: {
      enabled: retries > 0,
      retries,
      retryAfterBaseValue: 0,
      doNotRetry: FINAL,
    },
    renews: options.credentials.kind === "app" && options.credentials.installationId !== undefined,
    pauses: { times: retries, delay: retryDelay, longest: LONGEST_WAIT, final: FINAL },
    throttle: {
      onRateLimit: limited("primary"),
      onSecondaryRateLimit: limited("secondary"),
      retryAfterBaseValue: retryDelay,
      ...(options.spaced ? {} : { write: unspaced(), notifications: unspaced() }),
    },
  });
}

function authentication(credentials: Credentials) {
  switch (credentials.kind) {
    case "app": {
      const { appId, privateKey, installationId } = credentials;
      const auth = { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) };
      return { authStrategy: createAppAuth, auth };
    }
    case "token":
      return { auth: credentials.token };
    default:
      return credentials satisfies never;
  }
}

function fetchInTime(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
}

/** The one method of a Bottleneck group that the throttling plugin calls, without its pause. */
function unspaced(): never {
  const limiter = { schedule: async (_options: unknown, run: () => Promise<void>) => run() };
  return { key: () => limiter } as never;
}

function ignore(): void {
  // Nothing is logged here.
}
