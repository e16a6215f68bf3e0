import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "./aws-error.js";
import { basicSeconds, parseBasicSeconds } from "./instants.js";

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** With the query, as in the request line. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** What an Authorization header claims, not yet checked. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";
/** IAM and STS accept a signature for five minutes: "Signature expired … - 5 min." */
const allowedSkew = 5 * 60_000;

/**
 * Reads the header form of Signature Version 4. Throws MissingAuthenticationToken or IncompleteSignature.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature(request: Arrived): SignatureClaim {
  const header = single(request, "authorization");
  if (header === undefined) {
    throw new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }
  if (!header.startsWith(`${algorithm} `)) {
    throw incomplete(`Authorization header requires '${algorithm}' as its algorithm. Authorization=${header}`);
  }
  const parts = new Map<string, string>();
  for (const part of header.slice(algorithm.length).split(",")) {
    const equals = part.indexOf("=");
    parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  for (const name of ["Credential", "SignedHeaders", "Signature"]) {
    if (!parts.get(name))
      throw incomplete(`Authorization header requires '${name}' parameter. Authorization=${header}`);
  }
  const [accessKeyId = "", date = "", region = "", service = "", end = "", ...more] = (
    parts.get("Credential") ?? ""
  ).split("/");
  if (end !== "aws4_request" || more.length > 0) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term");
  }
  const signedHeaders = (parts.get("SignedHeaders") ?? "").split(";");
  if (!signedHeaders.includes("host")) {
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const sessionToken = single(request, "x-amz-security-token");
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders,
    signature: parts.get("Signature") ?? "",
    sessionToken,
  };
}

/** Throws SignatureDoesNotMatch unless the secret made this signature for this request within five minutes of now. */
export function verifySignature(request: Arrived, claim: SignatureClaim, secret: string, now: number): void {
  const stamp = single(request, "x-amz-date");
  const signedAt = stamp === undefined ? undefined : parseBasicSeconds(stamp);
  if (stamp === undefined || signedAt === undefined) {
    throw incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (!stamp.startsWith(claim.date)) {
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.date}' != '${stamp.slice(0, 8)}', from '${stamp}'.`,
    );
  }
  if (signedAt < now - allowedSkew) {
    throw mismatch(
      `Signature expired: ${stamp} is now earlier than ${basicSeconds(now - allowedSkew)} (${basicSeconds(now)} - 5 min.)`,
    );
  }
  if (signedAt > now + allowedSkew) {
    throw mismatch(
      `Signature not yet current: ${stamp} is still later than ${basicSeconds(now + allowedSkew)} (${basicSeconds(now)} + 5 min.)`,
    );
  }
  const payload = sha256(request.body);
  const declared = single(request, "x-amz-content-sha256");
  if (declared !== undefined && declared !== payload) {
    throw mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const text = [algorithm, stamp, scope, sha256(canonicalRequest(request, claim, payload))].join("\n");
  const key = ["aws4_request", claim.service, claim.region, claim.date].reduceRight<Buffer>(
    (previous, part) => hmac(previous, part),
    Buffer.from(`AWS4${secret}`),
  );
  const expected = hmac(key, text);
  const received = Buffer.from(claim.signature, "hex");
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
    throw mismatch(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access " +
        "Key and signing method. Consult the service documentation for details.",
    );
  }
}

function canonicalRequest(request: Arrived, claim: SignatureClaim, payload: string): string {
  const question = request.target.indexOf("?");
  const path = question < 0 ? request.target : request.target.slice(0, question);
  const query = question < 0 ? "" : request.target.slice(question + 1);
  const headers = claim.signedHeaders.map((name) => {
    const value = request.headers[name];
    if (value === undefined) throw mismatch(`The signed header '${name}' is missing from the request.`);
    const values = typeof value === "string" ? [value] : value;
    return `${name}:${values.map((item) => item.trim().replaceAll(/ +/g, " ")).join(",")}\n`;
  });
  return [
    request.method,
    path === "" ? "/" : path,
    canonicalQuery(query),
    headers.join(""),
    claim.signedHeaders.join(";"),
    payload,
  ].join("\n");
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Percent-encoding by RFC 3986, which `encodeURIComponent` falls short of by five characters. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function single(request: Arrived, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function incomplete(message: string): AwsError {
  return new AwsError(400, "IncompleteSignature", message);
}

function mismatch(message: string): AwsError {
  return new AwsError(403, "SignatureDoesNotMatch", message);
}
