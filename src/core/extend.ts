import type { Duration } from "../model/duration.js";
import { formatInstant, type Instant, later } from "../model/instant.js";
import type { Request, Window } from "../model/request.js";
import { systemOf, type What } from "../model/what.js";

/** A request that continues another one. */
export interface Extension {
  readonly path: string;
  readonly who: string;
  readonly what: readonly What[];
  readonly until: Instant;
  readonly why: string;
  readonly ticket?: string;
  /** The request that it continues. */
  readonly renews: string;
}

/** Characters of a file's name that are kept of the one it continues. */
const KEPT = 70;

/**
 * The request that makes a grant last so much longer: until that much after its end, so that both hold together until
 * then, whenever it is merged. It is filed by the day on which it was asked for, and named after the comment, so that
 * each comment asks for one and the same.
 */
export function extensionOf(
  request: Request,
  window: Window,
  asked: { readonly comment: number; readonly at: Instant; readonly seconds: Duration; readonly why?: string },
): Extension {
  const day = formatInstant(asked.at).slice(0, 10).replaceAll("-", "/");
  const [first] = request.what;
  const name = request.path
    .slice(request.path.lastIndexOf("/") + 1)
    .replace(/\.yaml$/, "")
    .slice(0, KEPT);
  return {
    path: `access/requests/${first === undefined ? "" : systemOf(first)}/${day}/${name}-${asked.comment}.yaml`,
    who: request.who,
    what: request.what,
    until: later(window.until, asked.seconds),
    why: asked.why ?? request.why,
    ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
    renews: request.path,
  };
}
