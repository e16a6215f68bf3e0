import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { AwsError } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import type { XmlFields } from "../protocol/xml.js";
import type { OidcProvider } from "../state/identity-providers.js";
import type { World } from "../state/world.js";
import { assumeVouched } from "./federated.js";
import { checkText, NAME, readText } from "./session-request.js";

type Claims = Readonly<Record<string, unknown>>;

/**
 * Assumes a role with a token that the identity provider's published keys verify; nobody signs the request itself.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function assumeRoleWithWebIdentity(world: World, params: Params, region: string): XmlFields {
  const name = readText(params, "RoleSessionName", NAME) ?? params.required("RoleSessionName");
  const account = /^arn:aws:iam::(\d{12}):role\//.exec(params.required("RoleArn"))?.[1] ?? "";
  const [header, claims, signed, signature] = readToken(params.required("WebIdentityToken"));
  const issuer = text(claims["iss"]);
  const url = issuer.replace(/^https:\/\//, "");
  const provider = world.accounts.get(account)?.oidcProviders.get(`arn:aws:iam::${account}:oidc-provider/${url}`);
  if (!provider || issuer !== `https://${url}`) {
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  }
  checkSignature(world, issuer, header, signed, signature);
  checkTimes(world, claims);
  const audience = audienceOf(provider, claims);
  const subject = text(claims["sub"]);
  if (subject === "") throw invalidIdentityToken("Missing a required claim: sub");
  const source = claims["https://aws.amazon.com/source_identity"];
  const answer = assumeVouched(world, params, region, {
    provider: provider.arn,
    account,
    action: "sts:AssumeRoleWithWebIdentity",
    name,
    tags: tagsOf(claims["https://aws.amazon.com/tags"]),
    sourceIdentity: source === undefined ? undefined : checkText(text(source), "SourceIdentity", NAME),
    context: { [`${url}:sub`]: subject, [`${url}:aud`]: audience, "aws:FederatedProvider": provider.arn },
  });
  return { ...answer, SubjectFromWebIdentityToken: subject, Audience: audience, Provider: provider.arn };
}

function readToken(token: string): readonly [Claims, Claims, Buffer, Buffer] {
  const pieces = token.split(".");
  const [header = "", claims = "", signature = ""] = pieces;
  if (pieces.length !== 3) throw invalidIdentityToken("The ID Token provided is not a valid JWT");
  return [
    readObject(header),
    readObject(claims),
    Buffer.from(`${header}.${claims}`),
    Buffer.from(signature, "base64url"),
  ];
}

function readObject(encoded: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // Told below.
  }
  throw invalidIdentityToken("The ID Token provided is not a valid JWT");
}

/** By the keys that the issuer publishes, never by what the token says of itself: `none` is no algorithm. */
function checkSignature(world: World, issuer: string, header: Claims, signed: Buffer, signature: Buffer): void {
  const keys = world.issuers.get(issuer);
  if (!keys) {
    throw invalidIdentityToken(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  const key = keys.find(({ kid }) => kid === header["kid"]);
  if (!key || !verifies(header["alg"], key, signed, signature)) {
    throw invalidIdentityToken("Couldn't retrieve verification key from your identity provider");
  }
}

function verifies(algorithm: unknown, key: JsonWebKey, signed: Buffer, signature: Buffer): boolean {
  const publicKey = createPublicKey({ key, format: "jwk" });
  if (algorithm === "RS256" && publicKey.asymmetricKeyType === "rsa") {
    return verify("sha256", signed, publicKey, signature);
  }
  if (algorithm === "ES256" && publicKey.asymmetricKeyType === "ec") {
    return verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
  }
  return false;
}

function checkTimes(world: World, claims: Claims): void {
  const now = world.clock.now() / 1000;
  const { exp, nbf, iat } = claims;
  if (typeof exp !== "number") throw invalidIdentityToken("Missing a required claim: exp");
  if (exp <= now) {
    throw new AwsError(400, "ExpiredTokenException", "Token expired: current date/time must be before the expiration");
  }
  if ((typeof nbf === "number" && nbf > now) || (typeof iat === "number" && iat > now)) {
    throw invalidIdentityToken("Token is not valid yet");
  }
}

/** Of several audiences it is `azp` that counts. */
function audienceOf({ clientIds }: OidcProvider, { aud, azp }: Claims): string {
  const audience = Array.isArray(aud) && aud.length > 1 ? text(azp) : text(Array.isArray(aud) ? aud[0] : aud);
  if (!clientIds.has(audience)) throw invalidIdentityToken("Incorrect token audience");
  return audience;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp */
function tagsOf(claim: unknown): ReadonlyMap<string, string> {
  const tags = (claim as { readonly principal_tags?: unknown } | undefined)?.principal_tags;
  if (typeof tags !== "object" || tags === null) return new Map();
  return new Map(Object.entries(tags).map(([key, value]) => [key, text(Array.isArray(value) ? value[0] : value)]));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function invalidIdentityToken(message: string): AwsError {
  return new AwsError(400, "InvalidIdentityToken", message);
}
