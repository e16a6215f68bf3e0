import { constraintError, invalidInput, limitExceeded, validationError } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import type { Tags } from "../state/entities.js";

/**
 * A name of at most `longest` characters (64 for users and roles, 128 for groups and policies).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function requireName(params: Params, member: string, longest: number): string {
  const name = params.required(member);
  if (name.length < 1) throw constraintError(name, member, "Member must have length greater than or equal to 1");
  if (name.length > longest) {
    throw constraintError(name, member, `Member must have length less than or equal to ${longest}`);
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    const at = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
    throw validationError(
      `The specified value for ${at} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
}

/** A path of at most 512 characters that begins and ends with a slash; `/` when absent. */
export function readPath(params: Params, member = "Path"): string {
  const path = params.optional(member) ?? "/";
  if (path.length > 512) throw constraintError(path, member, "Member must have length less than or equal to 512");
  if (!/^(\/|\/[\u0021-\u007e]+\/)$/.test(path) || path.includes("//")) {
    throw validationError(
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
  }
  return path;
}

/** The prefix of a listing: begins with a slash but need not end with one. */
export function readPathPrefix(params: Params): string {
  const prefix = params.optional("PathPrefix") ?? "/";
  if (!/^\/[\u0021-\u007f]*$/.test(prefix) || prefix.length > 512) {
    throw constraintError(
      prefix,
      "PathPrefix",
      "Member must satisfy regular expression pattern: \\u002F[\\u0021-\\u007F]*",
    );
  }
  return prefix;
}

/** At most 1,000 characters; undefined when absent. */
export function readDescription(params: Params): string | undefined {
  const description = params.optional("Description");
  if (description === undefined) return undefined;
  if (description.length > 1_000) {
    throw constraintError(description, "Description", "Member must have length less than or equal to 1000");
  }
  if (!/^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/.test(description)) {
    throw constraintError(
      description,
      "Description",
      "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    );
  }
  return description;
}

/** A role's longest session in seconds: 3,600 to 43,200; the fallback when absent. */
export function readMaxSessionDuration(params: Params, fallback: number): number {
  return params.integer("MaxSessionDuration", { min: 3_600, max: 43_200, fallback });
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * The tags of a request: keys of 1 to 128 characters, values of at most 256, of which `aws:` is AWS's own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function readTags(params: Params): Tags {
  const tags: Tags = new Map();
  const seen = new Set<string>();
  for (const tag of params.structures("Tags")) {
    const key = checkTagKey(tag.required("Key"));
    const value = tag.required("Value");
    if (value.length > 256) {
      throw constraintError(value, "tags.1.member.value", "Member must have length less than or equal to 256");
    }
    if (!tagText.test(value)) {
      throw constraintError(
        value,
        "tags.1.member.value",
        `Member must satisfy regular expression pattern: ${tagText.source}`,
      );
    }
    if (seen.has(key.toLowerCase())) {
      throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    seen.add(key.toLowerCase());
    tags.set(key, value);
  }
  return tags;
}

export function checkTagKey(key: string): string {
  if (key.length < 1)
    throw constraintError(key, "tags.1.member.key", "Member must have length greater than or equal to 1");
  if (key.length > 128) {
    throw constraintError(key, "tags.1.member.key", "Member must have length less than or equal to 128");
  }
  if (!tagText.test(key)) {
    throw constraintError(
      key,
      "tags.1.member.key",
      `Member must satisfy regular expression pattern: ${tagText.source}`,
    );
  }
  if (key.toLowerCase().startsWith("aws:"))
    throw invalidInput("Tag keys that start with aws: are reserved for system use.");
  return key;
}

/** Adds tags to those that are there; keys are found without case. Throws LimitExceeded, and then adds none. */
export function addTags(tags: Tags, added: Tags, most: number): void {
  const merged = new Map(tags);
  for (const [key, value] of added) {
    const existing = [...merged.keys()].find((other) => other.toLowerCase() === key.toLowerCase());
    if (existing !== undefined) merged.delete(existing);
    merged.set(key, value);
  }
  if (merged.size > most) throw limitExceeded("The number of tags has reached the maximum limit.");
  tags.clear();
  for (const [key, value] of merged) tags.set(key, value);
}
