/** For authors of providers, and for those who embed Curfew: the nouns, the ports, and how they are wired. */
export type { Binding, Held, Observed, Stranger } from "./model/binding.js";
export type { Finding, FindingCode } from "./model/finding.js";
export { finding } from "./model/finding.js";
export { formatInstant, type Instant, instantOf, parseInstant } from "./model/instant.js";
export type { Mark } from "./model/mark.js";
export type { Change, GrantChange, Plan, RevokeChange } from "./model/plan.js";
export type { Preview } from "./model/preview.js";
export { type Receipt, type Result, receiptOf } from "./model/receipt.js";
export type { Role, System } from "./model/system.js";
export type { Clock } from "./ports/clock.js";
export { Failure } from "./ports/failure.js";
export type { Log } from "./ports/log.js";
export type { Provider, ProviderContext, ProviderKind } from "./ports/provider.js";
