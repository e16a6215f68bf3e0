import type { Access } from "../model/access.js";
import { pairOf } from "../model/binding.js";
import type { RequestAtHead } from "../model/desire.js";
import { isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { EndCause } from "../model/plan.js";
import type { What } from "../model/what.js";
import { whyOffboarded } from "./desire.js";

/** What is known of access that ends: as a provider holds it, or as the ledger last wrote it. */
export interface Ending {
  readonly who: string;
  readonly what: What;
  /** How the system names who has it; absent where only the ledger is asked. */
  readonly identity?: string;
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
 * | cannot be read or judged now, and the same is so    | offboarded                               |
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
    /** Requests that are gone, of which it is not known now how. */
    readonly unknown: readonly string[];
    readonly access: Access;
    readonly now: Instant;
  },
): EndCause {
  const { requests, removed, unknown, access, now } = context;
  if (ending.until <= now) return "expired";
  const request = requests.get(ending.request);
  if (request === undefined) {
    const removal = removed.get(ending.request);
    if (removal !== undefined) return removal.returned ? "returned" : "withdrawn";
    return unknown.includes(ending.request) && isOffboarded(ending, access) ? "offboarded" : "drift";
  }
  const { added, verdict } = request;
  if (added !== undefined && added.commit !== ending.commit) return "replaced";
  const edited = added !== undefined && added.blob !== request.blob;
  // Of an edit that cannot be read nobody knows what was meant, but who is gone is gone.
  if (edited && !request.findings.some(isError)) return "withdrawn";
  if (verdict === undefined) return isOffboarded(ending, access) ? "offboarded" : "drift";
  if (!verdict.stands || !verdict.what.some((what) => pairOf({ who: verdict.who, what }) === pairOf(ending))) {
    return "drift";
  }
  if (verdict.window.until <= now) return "expired";
  if (whyOffboarded(ending, verdict, access) !== undefined) return "offboarded";
  return edited || verdict.window.from <= now ? "withdrawn" : "drift";
}

/** By the little that is known without a judgement. */
function isOffboarded({ who, what, identity }: Ending, access: Access): boolean {
  return whyOffboarded({ who, what }, identity === undefined ? {} : { identity }, access) !== undefined;
}
