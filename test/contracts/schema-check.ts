import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { formats } from "./formats.js";
import { type Definitions, resolve, type Schema } from "./slices.js";

/** Says what is wrong with a value, each problem with the path to it, which starts with `at`. */
export type SchemaCheck = (schema: Schema, value: unknown, at: string) => readonly string[];

/** Schemas are compiled when first met and remembered by identity: a test pays only for what it touches. */
export function createSchemaCheck(definitions: Definitions): SchemaCheck {
  const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false, formats, validateSchema: false });
  const compiled = new WeakMap<Schema, ValidateFunction>();
  ajv.addSchema({ $id: "slice", definitions });

  function checkOne(schema: Schema, value: unknown, at: string): readonly string[] {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = ajv.compile(inSlice(schema) as Schema);
      compiled.set(schema, validate);
    }
    return validate(value) ? [] : describe(validate.errors ?? [], at);
  }

  return function check(schema, value, at) {
    const verdicts = alternatives(schema, definitions).map((each) => checkOne(each, value, at));
    // Of several shapes that a body may have, the faults of the one that it comes closest to are those that help.
    return verdicts.reduce((best, verdict) => (verdict.length < best.length ? verdict : best));
  };
}

function alternatives(schema: Schema, definitions: Definitions): readonly Schema[] {
  const resolved = resolve(schema, definitions);
  const keywords = Object.keys(resolved);
  // A type beside the alternatives says no more than they do.
  if (resolved.anyOf === undefined || keywords.some((keyword) => keyword !== "anyOf" && keyword !== "type"))
    return [schema];
  return resolved.anyOf.flatMap((each) => alternatives(each, definitions));
}

function inSlice(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSlice);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === "$ref" && typeof inner === "string" ? `slice${inner}` : inSlice(inner),
  ]);
  return Object.fromEntries(entries);
}

function describe(errors: readonly ErrorObject[], at: string): readonly string[] {
  const telling = errors.filter((error) => !isMerelyAlternative(error));
  const kept = errors.filter(
    (error) =>
      telling.includes(error) || !telling.some(({ instancePath }) => isWithin(instancePath, error.instancePath)),
  );
  return [...new Set(kept.map((error) => sentence(error, at)))];
}

/** That no alternative fits says less than why each of them does not; so does that something could have been null. */
function isMerelyAlternative(error: ErrorObject): boolean {
  return error.keyword === "anyOf" || (error.keyword === "type" && error.params["type"] === "null");
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

function sentence(error: ErrorObject, at: string): string {
  const path = `${at}${error.instancePath}`;
  const { missingProperty, allowedValues, allowedValue } = error.params;
  if (error.keyword === "required") return `${path}/${missingProperty}: is missing`;
  if (error.keyword === "enum") return `${path}: must be one of ${JSON.stringify(allowedValues)}`;
  if (error.keyword === "const") return `${path}: must be ${JSON.stringify(allowedValue)}`;
  return `${path}: ${error.message}`;
}
