import type { Access } from "../model/access.js";
import { pairOf } from "../model/binding.js";
import type { RequestAtHead } from "../model/desire.js";
import type { Instant } from "../model/instant.js";
import type { EndCause } from "../model/plan.js";
import type { What } from "../model/what.js";
import { whyOffboarded } from "./desire.js";

/** What is known of access that ends: as a provider holds it, or as the ledger last wrote it. */
export interface Ending {
  readonly who: string;
  readonly what: What;
  readonly until: Instant;
  readonly request: string;
  readonly commit: string;
}

/**
 * Why something that is held is desired no more: exactly one cause.
 *
 * | its request                                         | cause                                    |
 * |-----------------------------------------------------|------------------------------------------|
 * | whatever it is, its end has come                    | expired                                  |
 * | was removed by its holder                           | returned                                 |
 * | was removed by somebody else, or edited             | withdrawn                                |
 * | was removed, and added anew by another merge        | replaced                                 |
 * | stands, but the person, role or system is gone      | offboarded                               |
 * | stands, but they are not whom or what it was for    | offboarded                               |
 * | stands and is active: it was taken away elsewhere   | withdrawn                                |
 * | stands, and its window has not begun                | drift                                    |
 * | does not stand, was never there, gives another pair | drift                                    |
 */
export function endingOf(
  ending: Ending,
  context: {
    readonly requests: ReadonlyMap<string, RequestAtHead>;
    /** Requests that history says were removed; `returned`: by their holder, in a pull request. */
    readonly removed: ReadonlyMap<string, { readonly returned: boolean }>;
    readonly access: Access;
    readonly now: Instant;
  },
): EndCause {
  const { requests, removed, access, now } = context;
  if (ending.until <= now) return "expired";
  const request = requests.get(ending.request);
  if (request === undefined) {
    const removal = removed.get(ending.request);
    if (removal === undefined) return "drift";
    return removal.returned ? "returned" : "withdrawn";
  }
  if (request.added !== undefined && request.added.commit !== ending.commit) return "replaced";
  if (request.added !== undefined && request.added.blob !== request.blob) return "withdrawn";
  const { verdict } = request;
  if (verdict?.stands !== true || !verdict.what.some((what) => pairOf({ who: verdict.who, what }) === pairOf(ending))) {
    return "drift";
  }
  if (verdict.window.until <= now) return "expired";
  if (whyOffboarded(ending, verdict, access) !== undefined) return "offboarded";
  return verdict.window.from <= now ? "withdrawn" : "drift";
}
