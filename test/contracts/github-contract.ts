import { checkAnswer } from "./check-answer.js";
import { checkRequest } from "./check-request.js";
import type { Exchange } from "./exchange.js";
import { inventedProperties } from "./invented-properties.js";
import { createSchemaCheck } from "./schema-check.js";
import { descriptionSlice, webhookSlice } from "./slices.js";

export type { Exchange } from "./exchange.js";

const checkDescribed = createSchemaCheck(descriptionSlice.definitions);
const checkPayload = createSchemaCheck(webhookSlice.definitions);

/** Whatever in a request or its answer is not as GitHub's OpenAPI description says; empty when all is. */
export function validateExchange(exchange: Exchange): readonly string[] {
  const name = `${exchange.method} ${exchange.route}`;
  const operation = descriptionSlice.operations[name];
  if (operation === undefined) return [`${name}: is not an operation of the slice (test/contracts/operations.json)`];
  const { definitions } = descriptionSlice;
  const problems = [
    ...checkRequest(operation, exchange, definitions, checkDescribed),
    ...checkAnswer(operation, exchange, definitions, checkDescribed),
  ];
  return [...new Set(problems)].map((problem) => `${name} ${exchange.status}: ${problem}`);
}

/**
 * Whatever in a webhook's payload is not as GitHub says; empty when all is. Two descriptions must agree to it, for each
 * requires what the other forgot; a property is known if either knows it.
 */
export function validateWebhook(event: string, payload: unknown): readonly string[] {
  const actions = webhookSlice.events[event];
  if (actions === undefined) return [`webhook ${event}: is not an event of the slice (test/contracts/slice.mjs)`];
  const action = "event" in actions ? "event" : actionOf(payload);
  const schema = actions[action];
  const described = descriptionSlice.events[event]?.[action];
  if (schema === undefined || described === undefined)
    return [`webhook ${event}: payload/action: must be one of ${JSON.stringify(Object.keys(actions))}`];
  const places = [
    { schema, definitions: webhookSlice.definitions },
    { schema: described, definitions: descriptionSlice.definitions },
  ];
  const problems = [
    ...checkPayload(schema, payload, "payload"),
    ...checkDescribed(described, payload, "payload"),
    ...inventedProperties(places, payload, "payload").map((path) => `${path}: is not known to GitHub`),
  ];
  return [...new Set(problems)].map((problem) => `webhook ${event}: ${problem}`);
}

function actionOf(payload: unknown): string {
  const action = typeof payload === "object" && payload !== null && "action" in payload ? payload.action : undefined;
  return typeof action === "string" ? action : "";
}
