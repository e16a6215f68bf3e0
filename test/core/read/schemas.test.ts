import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

type Schema = Readonly<Record<string, unknown>>;

const paths = ["schemas", "schemas/systems"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".schema.json"))
    .map((name) => join(folder, name)),
);
const schemas = paths.map((path) => [path, JSON.parse(readFileSync(path, "utf8")) as Schema] as const);

/** Every schema object within one, with its place. */
function within(schema: Schema, place: string): readonly (readonly [string, Schema])[] {
  const maps = ["properties", "$defs"].flatMap((key) => Object.entries((schema[key] ?? {}) as Record<string, Schema>));
  const single = ["items", "additionalProperties", "propertyNames"].flatMap((key) => {
    const inner = schema[key];
    return typeof inner === "object" && inner !== null ? [[key, inner as Schema] as const] : [];
  });
  return [[place, schema], ...[...maps, ...single].flatMap(([key, inner]) => within(inner, `${place}/${key}`))];
}

const all = schemas.flatMap(([path, schema]) => within(schema, path));
const own = all.filter(([, schema]) => schema["$ref"] === undefined);

test("there is a schema for each kind of file", () => {
  expect(paths).toEqual([
    "schemas/people.schema.json",
    "schemas/policy-test.schema.json",
    "schemas/policy.schema.json",
    "schemas/request.schema.json",
    "schemas/settings.schema.json",
    "schemas/system.schema.json",
    "schemas/systems/aws-iam.schema.json",
  ]);
  expect(all.length).toBeGreaterThan(40);
});

test("what is generated is clean", () => {
  expect(() => execFileSync(process.execPath, ["schemas/generate.mjs", "--check"], { stdio: "pipe" })).not.toThrow();
}, 120_000);

test.each(own)("%s is described, with what is expected and an example", (place, schema) => {
  expect(schema["description"]).toMatch(/\.$|\)$/);
  expect(schema["x-expected"] ?? (place.includes("$defs") ? "" : undefined)).toBeDefined();
  expect(schema["examples"]).toHaveLength(
    Math.max(1, (schema["examples"] as readonly unknown[] | undefined)?.length ?? 0),
  );
});

test("every list has a longest length, and every object is closed but for the envelope of a system", () => {
  const open = own.filter(([, schema]) => schema["type"] === "object" && schema["additionalProperties"] === undefined);
  expect(open.map(([place]) => place)).toEqual([
    "schemas/system.schema.json",
    "schemas/system.schema.json/roles/additionalProperties",
  ]);
  const unbound = own.filter(([, schema]) => [schema["type"]].flat().includes("array") && !schema["maxItems"]);
  expect(unbound).toEqual([]);
});

test("every example fits its schema", () => {
  for (const [path, root] of schemas) {
    const ajv = new Ajv2020({ strict: false });
    const id = String(root["$id"]);
    ajv.addSchema(root);
    for (const [place, schema] of within(root, "")) {
      for (const example of (schema["examples"] ?? []) as readonly unknown[]) {
        const { $id: _id, $schema: _schema, ...rest } = schema;
        const inner = JSON.parse(JSON.stringify(rest).replaceAll('"#/', `"${id}#/`)) as Schema;
        expect([path, place, ajv.validate(inner, example), ajv.errorsText()]).toEqual([path, place, true, "No errors"]);
      }
    }
  }
});
