import { randomBytes } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A unique identifier such as `AROA` with 17 random characters, or an access key id with 16.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function uniqueId(prefix: "AIDA" | "AGPA" | "AROA" | "ANPA" | "AKIA" | "ASIA"): string {
  const length = prefix === "AKIA" || prefix === "ASIA" ? 16 : 17;
  const characters = [...randomBytes(length)].map((byte) => alphabet.charAt(byte % alphabet.length));
  return prefix + characters.join("");
}

/** 40 characters, as AWS's secrets have. */
export function secret(): string {
  return randomBytes(30).toString("base64");
}

/** A session token; clients must treat it as opaque. */
export function sessionToken(): string {
  return `FwoGZXIvYXdzE${randomBytes(192).toString("base64")}`;
}
