import { Failure } from "../../ports/failure.js";
import { withoutTokens } from "../secrets.js";

/** What of Octokit's RequestError is read; any other error has none of it. */
interface Answered {
  readonly status?: number;
  readonly message?: string;
  readonly response?: {
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
    readonly data?: unknown;
  };
}

/** One line about a call that failed, and whether it may succeed later. */
export function githubFailure(call: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { status, response, message = String(error) } = error as Answered;
  if (status === undefined) return new Failure(`${call}: ${clean(message)}`, { transient: false, cause: error });
  // Octokit gives 500 to a connection that broke, and no answer with it.
  if (response === undefined) {
    return new Failure(`${call}: GitHub did not answer: ${clean(message)}`, { transient: true, cause: error });
  }
  const limited = isRateLimit(status, error as Answered);
  const hint = status === 403 && !limited ? missing(response.headers) : "";
  return new Failure(`${call}: GitHub answered ${status}: ${clean(message)}${hint}`, {
    transient: limited || status >= 500 || status === 408,
    cause: error,
  });
}

/** The HTTP status of the answer that a Failure was made from; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Failure)) return undefined;
  const cause = error.cause as Answered | undefined;
  return cause?.response === undefined ? undefined : cause.status;
}

/** Runs a call for which some statuses are an answer and not a failure. */
export async function unless<T>(statuses: readonly number[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const status = statusOf(error);
    // A throttled call is answered 403 too, and says nothing about what was asked for.
    if (status !== undefined && statuses.includes(status) && error instanceof Failure && !error.transient)
      return undefined;
    throw error;
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function isRateLimit(status: number, { response, message = "" }: Answered): boolean {
  if (status === 429) return true;
  const headers = response?.headers ?? {};
  return (
    status === 403 &&
    (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined || /rate limit/i.test(message))
  );
}

/** How long GitHub asks not to be asked again, where it asked for that; 0 otherwise. */
export function secondsToWait(error: unknown): number {
  const { status = 0, response, message = "" } = error as Answered;
  if (response === undefined || !isRateLimit(status, { response, message })) return 0;
  const headers = response.headers ?? {};
  if (headers["retry-after"] !== undefined) return Number(headers["retry-after"]) || 0;
  if (headers["x-ratelimit-remaining"] !== "0") return 0;
  // By its own clock: ours may differ.
  return Number(headers["x-ratelimit-reset"]) - Date.parse(String(headers["date"])) / 1000 || 0;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
function missing(headers: Readonly<Record<string, string | number | undefined>> | undefined): string {
  const accepted = headers?.["x-accepted-github-permissions"];
  return accepted ? ` (one of these permissions is missing: ${clean(String(accepted))})` : "";
}

function clean(text: string): string {
  return withoutTokens(text, "[token]")
    .replace(/ - https:\/\/docs\.github\.com\S*/g, "")
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ")
    .trim()
    .slice(0, 300);
}
