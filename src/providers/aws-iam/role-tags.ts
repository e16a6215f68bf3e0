import { formatInstant, type Instant, parseInstant } from "../../model/instant.js";
import type { Mark } from "../../model/mark.js";
import { isWhat, type What } from "../../model/what.js";

/** Our mark and whom the role was made for: trust can be tampered with, and says nothing of somebody who was deleted. */
export interface RoleMark extends Mark {
  readonly identity: string;
}

export type Tags = ReadonlyMap<string, string>;

/** Characters of a tag's value. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
export const LONGEST_TAG = 256;
const KEYS = ["repository", "who", "what", "identity", "until", "request", "commit"] as const;
type Key = (typeof KEYS)[number];
const PART = /^(.+)\.(\d{1,2})of(\d{1,2})$/;

export function tagsOf(mark: RoleMark): Tags {
  const tags = new Map<string, string>();
  for (const key of KEYS) {
    const value = encodeTag(key === "until" ? formatInstant(mark.until) : mark[key]);
    const count = Math.ceil(value.length / LONGEST_TAG);
    if (count <= 1) tags.set(key, value);
    else
      for (let part = 1; part <= count; part += 1)
        tags.set(`${key}.${part}of${count}`, value.slice((part - 1) * LONGEST_TAG, part * LONGEST_TAG));
  }
  return tags;
}

/** The tags that are ours by their key. An account's own tags on our role are its own affair. */
export function ownTags(tags: Tags): Tags {
  return new Map([...tags].filter(([key]) => isKey(PART.exec(key)?.[1] ?? key)));
}

/** What the tags say; a part that is absent or unreadable is undefined. */
export function readTags(tags: Tags): {
  readonly [K in Exclude<Key, "what" | "until">]: string | undefined;
} & { readonly what: What | undefined; readonly until: Instant | undefined } {
  const what = tagValue(tags, "what");
  return {
    repository: tagValue(tags, "repository"),
    who: tagValue(tags, "who"),
    what: what !== undefined && isWhat(what) ? what : undefined,
    identity: tagValue(tags, "identity"),
    until: parseInstant(tagValue(tags, "until") ?? ""),
    request: tagValue(tags, "request"),
    commit: tagValue(tags, "commit"),
  };
}

export function sameTags(one: Tags, other: Tags): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

/** Whether both were made for the same request, merged by the same commit. */
export function sameRequest(one: Tags, other: Tags): boolean {
  return (["request", "commit"] as const).every((key) => tagValue(one, key) === tagValue(other, key));
}

function isKey(key: string): boolean {
  return KEYS.some((known) => known === key);
}

function tagValue(tags: Tags, key: Key): string | undefined {
  const whole = tags.get(key);
  if (whole !== undefined) return decodeTag(whole);
  const count = [...tags.keys()].map((name) => PART.exec(name)).find((match) => match?.[1] === key)?.[3];
  if (count === undefined) return undefined;
  const parts = Array.from({ length: Number(count) }, (_, index) => tags.get(`${key}.${index + 1}of${count}`));
  return parts.includes(undefined) ? undefined : decodeTag(parts.join(""));
}

/**
 * A value may hold letters, digits, spaces and _ . : / = + - @. Any other byte is written as `=` and two hex digits, and so
 * is `=` itself: what comes out is safe in a shell, too.
 */
export function encodeTag(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.:/+@-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `=${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

export function decodeTag(text: string): string {
  return text.replaceAll(/(?:=[0-9a-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());
}
