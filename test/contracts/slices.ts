import { readFileSync } from "node:fs";

/** What a slice holds of a schema; see translate-schema.mjs. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** A path parameter that may contain slashes. */
  readonly multiSegment: boolean;
  readonly schema: Schema;
}

export interface Answer {
  /** The body; without one, the description says nothing about it. */
  readonly schema?: Schema;
  readonly headers?: Readonly<Record<string, Schema>>;
}

export interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly schema: Schema };
  readonly responses: Readonly<Record<string, Answer>>;
}

export type Definitions = Readonly<Record<string, Schema>>;

/** By event and action; an event without actions has the one named `event`. */
type Events = Readonly<Record<string, Readonly<Record<string, Schema>>>>;

interface DescriptionSlice {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Events;
  readonly definitions: Definitions;
}

interface WebhookSlice {
  readonly events: Events;
  readonly definitions: Definitions;
}

export const descriptionSlice = read<DescriptionSlice>("github-openapi.json");
export const webhookSlice = read<WebhookSlice>("github-webhooks.json");

/** Read, not imported: the compiler would spend seconds on inferring a type from a third of a megabyte. */
function read<Slice>(name: string): Slice {
  return JSON.parse(readFileSync(new URL(`slices/${name}`, import.meta.url), "utf8")) as Slice;
}

/** The schema itself, or what it refers to. */
export function resolve(schema: Schema, definitions: Definitions): Schema {
  if (schema.$ref === undefined) return schema;
  const definition = definitions[schema.$ref.slice("#/definitions/".length)];
  if (definition === undefined) throw new Error(`the slice has no ${schema.$ref}`);
  return resolve(definition, definitions);
}
