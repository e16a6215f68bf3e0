import { readFileSync } from "node:fs";
import type { Exchange } from "./exchange.js";

export type OfficialExchange = Pick<Exchange, "method" | "route" | "requestBody" | "status" | "responseBody">;

interface Official {
  readonly exchanges: readonly OfficialExchange[];
  readonly webhooks: readonly { event: string; payload: Readonly<Record<string, unknown>> }[];
}

/** What GitHub itself gives as examples; official-examples.mjs chose which. */
export const official = JSON.parse(
  readFileSync(new URL("slices/official-examples.json", import.meta.url), "utf8"),
) as Official;
