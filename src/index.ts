/**
 * For authors of providers: the port that a kind of system implements, and the nouns that it speaks in. For those who
 * embed Curfew: one connection to a repository, and the use cases that run on it. Whatever is not exported here may change.
 */

export type { Binding, Held, Observed, Stranger } from "./model/binding.js";
export { type Finding, type FindingCode, finding, isError } from "./model/finding.js";
export { formatInstant, type Instant, instantOf, parseInstant } from "./model/instant.js";
export type { Mark } from "./model/mark.js";
export type { Change, EndCause, GrantChange, Plan, RevokeChange } from "./model/plan.js";
export type { Enforcement, Preview } from "./model/preview.js";
export { type Receipt, type Result, receiptOf } from "./model/receipt.js";
export type { Role, System } from "./model/system.js";
export type { TimelineEntry } from "./model/timeline.js";
export type { What } from "./model/what.js";
export { Failure } from "./ports/failure.js";
export type { Provider, ProviderContext, ProviderKind } from "./ports/provider.js";
export type { Reconciliation } from "./run/bring-about.js";
export { type Checked, checkPullRequest } from "./run/check-pull-request.js";
export { expire } from "./run/expire.js";
export { reconcile } from "./run/reconcile.js";
export { type Trace, trace } from "./run/trace.js";
export {
  type AppCredentials,
  type Clock,
  type Connection,
  type Context,
  connect,
  createClock,
  createLog,
  type Log,
  type Own,
  type Place,
  type TokenCredentials,
} from "./wire.js";
