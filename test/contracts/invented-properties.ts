import { type Definitions, resolve, type Schema } from "./slices.js";

/** A schema, and where its references lead. */
export interface Place {
  readonly schema: Schema;
  readonly definitions: Definitions;
}

/**
 * The paths of properties that no schema for their place knows. GitHub's schemas allow more than they list, so that
 * they need not change with every addition; a sandbox that makes use of it would teach the product what GitHub does not
 * say. What any alternative knows is known, and a place that lists no properties at all may hold any.
 */
export function inventedProperties(places: readonly Place[], value: unknown, at: string): readonly string[] {
  const flat = places.flatMap(flatten);
  if (Array.isArray(value)) {
    const items = flat.flatMap(({ schema, definitions }) => placed(schema.items, definitions));
    return value.flatMap((item, index) => inventedProperties(items, item, `${at}/${index}`));
  }
  if (typeof value !== "object" || value === null) return [];
  const listing = flat.filter(({ schema }) => schema.properties !== undefined);
  const open = listing.length === 0 || flat.some(({ schema }) => schema.additionalProperties === true);
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = flat.flatMap((place) => property(place, name));
    if (inside.length > 0) return inventedProperties(inside, inner, `${at}/${name}`);
    return open ? [] : [`${at}/${name}`];
  });
}

function property({ schema, definitions }: Place, name: string): readonly Place[] {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, name))
    return placed(schema.properties[name], definitions);
  return typeof schema.additionalProperties === "object" ? placed(schema.additionalProperties, definitions) : [];
}

function flatten({ schema, definitions }: Place): readonly Place[] {
  const resolved = resolve(schema, definitions);
  const parts = [...(resolved.allOf ?? []), ...(resolved.anyOf ?? [])];
  return [{ schema: resolved, definitions }, ...parts.flatMap((part) => flatten({ schema: part, definitions }))];
}

function placed(schema: Schema | undefined, definitions: Definitions): readonly Place[] {
  return schema === undefined ? [] : [{ schema, definitions }];
}
