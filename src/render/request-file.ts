import { formatInstant, type Instant } from "../model/instant.js";
import type { What } from "../model/what.js";

/** What is written into a file of `access/requests/`. */
export interface RequestFileInput {
  readonly who: string;
  readonly what: readonly What[];
  readonly until: Instant;
  readonly why: string;
  readonly ticket?: string;
  readonly renews: string;
}

/** A request as YAML: every text of a person in double quotes, where it can be nothing but a text. */
export function requestFile({ who, what, until, why, ticket, renews }: RequestFileInput): string {
  const [first = ""] = what;
  return [
    `who: ${scalar(who)}`,
    what.length === 1 ? `what: ${first}` : `what: [${what.join(", ")}]`,
    `until: ${formatInstant(until)}`,
    `why: ${scalar(why)}`,
    ...(ticket === undefined ? [] : [`ticket: ${scalar(ticket)}`]),
    `renews: ${scalar(renews)}`,
    "",
  ].join("\n");
}

/** JSON's strings are YAML's, but for what YAML does not print as it is. */
function scalar(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
