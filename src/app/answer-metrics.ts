import type { IncomingMessage, ServerResponse } from "node:http";
import type { Measured } from "../wire.js";

export const METRICS = "/metrics";

/** Answers whoever scrapes. It has a port of its own: webhooks come from the internet, and this is nothing for it. */
export function answerWith(metrics: Measured): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method !== "GET" || request.url !== METRICS) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": metrics.contentType }).end(await metrics.text());
  };
}
