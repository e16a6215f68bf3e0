import { checkAnswer } from "./check-answer.ts";
import { checkRequest } from "./check-request.ts";
import type { Exchange } from "./exchange.ts";
import { createSchemaCheck } from "./schema-check.ts";
import { descriptionSlice, webhookSlice } from "./slices.ts";

export type { Exchange } from "./exchange.ts";

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
  return problems.map((problem) => `${name} ${exchange.status}: ${problem}`);
}

/** Whatever in a webhook's payload is not as GitHub's webhook schemas say; empty when all is. */
export function validateWebhook(event: string, payload: unknown): readonly string[] {
  const actions = webhookSlice.events[event];
  if (actions === undefined) return [`webhook ${event}: is not an event of the slice (test/contracts/slice.mjs)`];
  const action = typeof payload === "object" && payload !== null && "action" in payload ? payload.action : undefined;
  const schema = actions["event"] ?? (typeof action === "string" ? actions[action] : undefined);
  if (schema === undefined)
    return [`webhook ${event}: payload/action: must be one of ${JSON.stringify(Object.keys(actions))}`];
  return checkPayload(schema, payload, "payload").map((problem) => `webhook ${event}: ${problem}`);
}
