import { Failure } from "../../ports/failure.js";

/** A call that AWS, or the way there, failed. `code` is AWS's own, without `Exception` at its end. */
export class AwsFailure extends Failure {
  readonly code: string;

  constructor(message: string, options: { readonly code: string; readonly transient: boolean }) {
    // The SDK's error is not kept as the cause: it holds the response, and with it more than a log should.
    super(message, options);
    this.code = options.code;
  }
}

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html, and what IAM's own operations add, and STS's where
 * a token is taken for credentials.
 */
const TRANSIENT = new Set([
  "Throttling",
  "ThrottledException",
  "TooManyRequests",
  "RequestLimitExceeded",
  "SlowDown",
  "ServiceFailure",
  "ServiceUnavailable",
  "InternalFailure",
  "InternalError",
  "InternalServerError",
  "RequestTimeout",
  "TimeoutError",
  "ConcurrentModification",
  "EntityTemporarilyUnmodifiable",
  "IDPCommunicationError",
]);

/** How Node names connections that were not made, or were cut. */
const CONNECTION = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What gives a role a managed policy that somebody else has to have made. */
const NAMES_POLICIES = new Set(["AttachRolePolicy", "CreateRole", "PutRolePermissionsBoundary"]);

const LONGEST = 300;

/** What the SDK's errors have in common, each part of which may be missing. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function isTransient(error: unknown): boolean {
  const { code, $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && (status >= 500 || status === 429)) return true;
  return TRANSIENT.has(codeOf(error)) || (code !== undefined && CONNECTION.has(code));
}

/** The SDK counts it among what is throttled, by its name: but IAM says so of what is full, and stays so. */
export function isOverQuota(error: unknown): boolean {
  return codeOf(error) === "LimitExceeded";
}

/** `action` is the operation's name. The message is one line, and the secrets given are not in it. */
export function awsFailure(action: string, error: unknown, secrets: readonly string[]): AwsFailure {
  const { message = "", code } = error as SdkError;
  const name = code !== undefined && CONNECTION.has(code) ? code : codeOf(error);
  return new AwsFailure(oneLine(`${action}: ${name}${message === "" ? "" : `: ${message}`}`, secrets), {
    code: name,
    // Nobody who expects that something is gone comes here to ask, and nothing is deleted but what was emptied: what was
    // otherwise a moment ago is, by the next run, seen as it is then. Only a policy that was never there to attach stays away.
    transient:
      isTransient(error) || name === "DeleteConflict" || (name === "NoSuchEntity" && !NAMES_POLICIES.has(action)),
  });
}

function codeOf(error: unknown): string {
  const name = ((error ?? {}) as SdkError).name ?? "Error";
  return name === "ThrottledException" ? name : name.replace(/Exception$/, "");
}

function oneLine(text: string, secrets: readonly string[]): string {
  const clean = secrets
    .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text)
    // Access key ids are no secrets, but they are nobody's business in a receipt.
    .replaceAll(/\bA[KS]IA[A-Z0-9]{12,}\b/g, "[access key]")
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
