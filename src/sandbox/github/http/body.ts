import { problem, unsupplied } from "./problem.js";

/** Reads the fields of a JSON body strictly: the wrong type is answered 422, as GitHub's schema check does. */
export type Body = Readonly<Record<string, unknown>>;

function wrong(field: string, value: unknown, expected: string): Error {
  return problem(422, `Invalid request.\n\nFor 'properties/${field}', ${JSON.stringify(value)} is not ${expected}.`);
}

export function optionalText(body: Body, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrong(field, value, "a string");
  return value;
}

export function text(body: Body, field: string): string {
  const value = optionalText(body, field);
  if (value === undefined) throw unsupplied(field);
  return value;
}

export function optionalNumber(body: Body, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw wrong(field, value, "an integer");
  return value;
}

export function flag(body: Body, field: string): boolean {
  const value = body[field];
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw wrong(field, value, "a boolean");
  return value;
}

export function optionalList(body: Body, field: string): readonly unknown[] | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrong(field, value, "an array");
  return value;
}

export function textList(body: Body, field: string): readonly string[] {
  const values = optionalList(body, field) ?? [];
  return values.map((value) => {
    if (typeof value !== "string") throw wrong(field, value, "a string");
    return value;
  });
}

export function optionalObject(body: Body, field: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrong(field, value, "an object");
  return value;
}

export function objects(body: Body, field: string): readonly Body[] {
  return (optionalList(body, field) ?? []).map((value) => {
    if (!isObject(value)) throw wrong(field, value, "an object");
    return value;
  });
}

export function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
