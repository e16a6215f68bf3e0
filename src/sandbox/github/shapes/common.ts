import type { World } from "../world/world.js";

export type Shape = Record<string, unknown>;

/** GitHub writes whole seconds, in UTC. */
export function timestamp(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
}

export function timestampOrNull(instant: number | null | undefined): string | null {
  return instant === undefined || instant === null ? null : timestamp(instant);
}

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString("base64url")}`;
}

export function api(world: World, path: string): string {
  return `${world.url}/api/v3${path}`;
}

export function reactionRollup(url: string, contents: readonly string[]): Shape {
  const count = (content: string) => contents.filter((each) => each === content).length;
  return {
    url: `${url}/reactions`,
    total_count: contents.length,
    "+1": count("+1"),
    "-1": count("-1"),
    laugh: count("laugh"),
    hooray: count("hooray"),
    confused: count("confused"),
    heart: count("heart"),
    rocket: count("rocket"),
    eyes: count("eyes"),
  };
}
