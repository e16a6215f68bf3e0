import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { formats } from "./formats.js";
import type { Definitions, Schema } from "./slices.js";

/** Says what is wrong with a value, each problem with the path to it, which starts with `at`. */
export type SchemaCheck = (schema: Schema, value: unknown, at: string) => readonly string[];

interface Fault {
  readonly sentence: string;
  /** How sure it is that another alternative was meant. */
  readonly weight: number;
}

/** Schemas are compiled when first met and remembered by identity: a test pays only for what it touches. */
export function createSchemaCheck(definitions: Definitions): SchemaCheck {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strictTypes: false,
    strictRequired: false,
    formats,
    validateSchema: false,
  });
  const compiled = new WeakMap<Schema, ValidateFunction>();
  ajv.addSchema({ $id: "slice", definitions });

  function faults(schema: Schema, value: unknown, at: string): readonly Fault[] {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = ajv.compile(inSlice(schema) as Schema);
      compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    const unions = outermostUnions(errors);
    const plain = errors.filter((error) => !unions.some((union) => isWithin(error.instancePath, union.instancePath)));
    return [...plain.map((error) => fault(error, at)), ...unions.flatMap((union) => closest(union, at))];
  }

  /** Of several shapes that a value may have, the faults of the one it comes closest to are those that help. */
  function closest(union: ErrorObject, at: string): readonly Fault[] {
    return (union.schema as readonly Schema[])
      .map((alternative) => faults(alternative, union.data, `${at}${union.instancePath}`))
      .reduce((best, next) => (weigh(next) < weigh(best) ? next : best));
  }

  return (schema, value, at) => [...new Set(faults(schema, value, at).map(({ sentence }) => sentence))];
}

/** The alternatives that failed, without those inside of others; of several in one place the outermost comes last. */
function outermostUnions(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return unions.filter((union, index) => {
    const others = unions.filter((_, other) => other !== index);
    if (others.some(({ instancePath }) => union.instancePath.startsWith(`${instancePath}/`))) return false;
    return !unions.slice(index + 1).some(({ instancePath }) => instancePath === union.instancePath);
  });
}

function weigh(faults: readonly Fault[]): number {
  return faults.reduce((sum, { weight }) => sum + weight, 0);
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

/** References as seen from outside of the slice, for what is compiled beside it. */
function inSlice(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSlice);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === "$ref" && typeof inner === "string" ? inner.replace(/^#/, "slice#") : inSlice(inner),
  ]);
  return Object.fromEntries(entries);
}

/** A value of another kind altogether says the most about what was meant, one out of a closed list says much. */
function fault(error: ErrorObject, at: string): Fault {
  const weight = error.keyword === "type" && error.instancePath === "" ? 100 : error.keyword === "enum" ? 10 : 1;
  return { sentence: sentence(error, at), weight };
}

function sentence(error: ErrorObject, at: string): string {
  const path = `${at}${error.instancePath}`;
  const { missingProperty, allowedValues, allowedValue } = error.params;
  if (error.keyword === "required") return `${path}/${missingProperty}: is missing`;
  if (error.keyword === "enum") return `${path}: must be one of ${JSON.stringify(allowedValues)}`;
  if (error.keyword === "const") return `${path}: must be ${JSON.stringify(allowedValue)}`;
  return `${path}: ${error.message}`;
}
