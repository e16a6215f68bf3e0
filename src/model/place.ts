import { PLACE_KEYS } from "../generated/places.js";
import type { System } from "./system.js";

/**
 * What a system stands for, whatever it is called: its kind, and the settings that its kind's schema marks as its place
 * (`x-place`): `aws-iam 123456789012`. What is held at one place is not held at another, though both have one name.
 */
export function placeOf({ kind, settings }: Pick<System, "kind" | "settings">): string {
  const keys = Object.hasOwn(PLACE_KEYS, kind) ? (PLACE_KEYS[kind] ?? []) : [];
  return [kind, ...keys.map((key) => written(settings[key]))].join(" ");
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
