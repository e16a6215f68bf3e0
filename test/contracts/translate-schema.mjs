/** Keywords that only inform a reader. Left out, they make a slice a fraction of its source. */
const FOR_READERS = new Set([
  "title",
  "description",
  "example",
  "examples",
  "default",
  "deprecated",
  "$comment",
  "$schema",
]);
const FOR_GENERATORS = /^(x-|ts[A-Z])|^(discriminator|externalDocs|readOnly|writeOnly|xml)$/;

const PLAIN = new Set(
  ["type", "required", "enum", "const", "format", "pattern", "uniqueItems", "minimum", "maximum"].concat([
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
  ]),
);
const ONE_SCHEMA = new Set(["items", "additionalProperties", "not"]);
const LIST_OF_SCHEMAS = new Set(["allOf", "anyOf"]);
const MAP_OF_SCHEMAS = new Set(["properties", "patternProperties"]);

/**
 * Reduces a schema of OpenAPI 3.0 or of draft-07 to the draft-07 that a validator needs.
 * A keyword it does not know is an error: silently dropped, it would weaken every check that rests on the slice.
 */
export function translateSchema(schema) {
  if (typeof schema === "boolean") return schema;
  // Beside a $ref both dialects ignore everything else; a validator of today would not.
  if (schema.$ref !== undefined) return { $ref: translateReference(schema.$ref) };
  if (schema.anyOf !== undefined && schema.oneOf !== undefined) throw new Error("both anyOf and oneOf in one schema");
  const translated = {};
  for (const keyword of Object.keys(schema).sort()) {
    const value = schema[keyword];
    // Closed schemas are older than what they are closed against; invented-properties.ts closes over all that is known.
    if (keyword === "additionalProperties" && value === false) continue;
    if (PLAIN.has(keyword)) translated[keyword] = value;
    else if (ONE_SCHEMA.has(keyword)) translated[keyword] = translateSchema(value);
    // GitHub's alternatives overlap (an error may be any of three shapes, null any of several): never exactly one.
    else if (keyword === "oneOf") translated["anyOf"] = value.map(translateSchema);
    else if (LIST_OF_SCHEMAS.has(keyword)) translated[keyword] = value.map(translateSchema);
    else if (MAP_OF_SCHEMAS.has(keyword)) translated[keyword] = translateMap(value);
    else if (!FOR_READERS.has(keyword) && !FOR_GENERATORS.test(keyword) && keyword !== "nullable")
      throw new Error(`a keyword that the slicer does not know: ${keyword}: ${JSON.stringify(value).slice(0, 200)}`);
  }
  return schema.nullable === true ? orNull(translated) : translated;
}

/** The names of the definitions a schema refers to, itself or through others. */
export function closureOf(roots, schemaNamed) {
  const reached = new Map();
  const waiting = [...roots];
  while (waiting.length > 0) {
    for (const name of referencesIn(waiting.pop())) {
      if (reached.has(name)) continue;
      const schema = schemaNamed(name);
      reached.set(name, schema);
      waiting.push(schema);
    }
  }
  return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value itself, or what it refers to. */
export function follow(description, value) {
  if (value.$ref === undefined) return value;
  const path = value.$ref.slice("#/".length).split("/");
  return path.reduce((parent, part) => parent[part], description);
}

function translateMap(schemas) {
  const names = Object.keys(schemas).sort();
  return Object.fromEntries(names.map((name) => [name, translateSchema(schemas[name])]));
}

function translateReference(reference) {
  const match = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(reference);
  if (match === null) throw new Error(`a reference to something else than a schema: ${reference}`);
  return `#/definitions/${match[1]}`;
}

function orNull(schema) {
  const composed = Object.keys(schema).some((keyword) => LIST_OF_SCHEMAS.has(keyword));
  if (composed || schema.type === undefined) return { anyOf: [schema, { type: "null" }] };
  const nullable = { ...schema, type: [schema.type, "null"].flat() };
  if (schema.enum !== undefined) nullable.enum = [...new Set([...schema.enum, null])];
  return nullable;
}

function referencesIn(value) {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner.slice("#/definitions/".length)] : referencesIn(inner),
  );
}
