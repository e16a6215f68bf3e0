import type { Definitions, Schema } from "./slices.js";

/**
 * The paths of properties that no schema for their place knows. GitHub's schemas allow more than they list, so that
 * they need not change with every addition; a sandbox that makes use of it would teach the product what GitHub does not
 * say. What any alternative knows is known, and a place that lists no properties at all may hold any.
 */
export function inventedProperties(
  schemas: readonly Schema[],
  definitions: Definitions,
  value: unknown,
  at: string,
): readonly string[] {
  const flat = schemas.flatMap((schema) => flatten(schema, definitions));
  if (Array.isArray(value)) {
    const items = flat.flatMap((schema) => schema.items ?? []);
    return value.flatMap((item, index) => inventedProperties(items, definitions, item, `${at}/${index}`));
  }
  if (typeof value !== "object" || value === null) return [];
  const listing = flat.filter((schema) => schema.properties !== undefined);
  const open = listing.length === 0 || flat.some((schema) => schema.additionalProperties === true);
  return Object.entries(value).flatMap(([name, inner]) => {
    const inside = flat.flatMap((schema) => schemaOfProperty(schema, name));
    if (inside.length > 0) return inventedProperties(inside, definitions, inner, `${at}/${name}`);
    return open ? [] : [`${at}/${name}`];
  });
}

function schemaOfProperty(schema: Schema, name: string): readonly Schema[] {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, name)) return [schema.properties[name] ?? {}];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

function flatten(schema: Schema, definitions: Definitions): readonly Schema[] {
  if (schema.$ref !== undefined) {
    const definition = definitions[schema.$ref.slice("#/definitions/".length)];
    if (definition === undefined) throw new Error(`the slice has no ${schema.$ref}`);
    return flatten(definition, definitions);
  }
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? [])];
  return [schema, ...parts.flatMap((part) => flatten(part, definitions))];
}
