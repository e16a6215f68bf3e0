import type { Decision, Reason } from "../../model/decision.js";
import { formatDuration } from "../../model/duration.js";
import { type Finding, finding } from "../../model/finding.js";
import type { Request } from "../../model/request.js";
import type { What } from "../../model/what.js";
import { placeIn, placeOfLength } from "./place-in.js";

/** Where in the tree a part stands. */
interface Trail {
  readonly request?: Request;
  readonly what?: What;
  readonly policy?: string;
}

/** Every part that denies, as a finding on its line of the request's file; each said once. */
export function denialFindings(decision: Decision, requests: readonly Request[]): readonly Finding[] {
  const [first] = requests;
  const found = findingsIn(decision, first === undefined ? {} : { request: first }, requests);
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function findingsIn(decision: Decision, trail: Trail, requests: readonly Request[]): readonly Finding[] {
  if (decision.outcome !== "denied") return [];
  const here = follow(trail, decision.reason, requests);
  return [
    ...findingOf(decision.reason, here),
    ...notesOn(decision),
    ...decision.parts.flatMap((part) => findingsIn(part, here, requests)),
  ];
}

/** Who is refused may be in a team that could not be read: that is said beside it. */
function notesOn({ reason, parts }: Decision): readonly Finding[] {
  if (reason.kind !== "who") return [];
  return parts.flatMap((part) => (part.reason.kind === "finding" ? [part.reason.finding] : []));
}

function follow(trail: Trail, reason: Reason, requests: readonly Request[]): Trail {
  switch (reason.kind) {
    case "request": {
      const request = requests.find(({ path }) => path === reason.path);
      return request === undefined ? {} : { request };
    }
    case "what":
      return { ...trail, what: reason.what };
    case "policy":
      return { ...trail, policy: reason.policy };
    default:
      return trail;
  }
}

function findingOf(reason: Reason, { request, what = "?/?", policy = "" }: Trail): readonly Finding[] {
  if (reason.kind === "finding") return [placed(reason.finding, request)];
  if (request === undefined) return [];
  switch (reason.kind) {
    case "who": {
      const { who, allowed } = reason;
      return [finding("denied-who", placeIn(request, "/who"), { who, what, policy, allowed })];
    }
    case "length": {
      const limit = formatDuration(reason.limit);
      const received = formatDuration(reason.seconds);
      return [finding("denied-length", placeOfLength(request), { what, policy, limit, received })];
    }
    case "ticket": {
      const { pattern, ticket } = reason;
      const args = { policy, pattern, ...(ticket === undefined ? {} : { received: ticket }) };
      return [finding("denied-ticket", placeIn(request, "/ticket"), args)];
    }
    case "behalf": {
      const { author, who } = reason;
      return [finding("denied-behalf", placeIn(request, "/who"), { author, who, policy })];
    }
    case "rule": {
      const { expect, message } = reason;
      return [finding("denied-rule", placeIn(request), { policy, message, expect })];
    }
    case "renewals": {
      const { count, limit = 0 } = reason;
      const place = placeIn(request, "/renews", "/what");
      return [finding("denied-renewals", place, { who: request.who, what, policy, count, limit })];
    }
    case "emergency": {
      const { who, author, allowed, refused = "none", other } = reason;
      const place = placeIn(request, "/emergency", "/renews", "/what");
      const more = other === undefined ? {} : { other };
      return [finding("denied-emergency", place, { who, author, policy, because: refused, allowed, ...more })];
    }
    // These deny by their parts alone.
    case "pull-request":
    case "request":
    case "what":
    case "policy":
    case "approve":
    case "approve-unneeded":
    case "approve-skipped":
    case "delegation-void":
    case "removal":
      return [];
    default:
      return reason satisfies never;
  }
}

/** What has no place of its own stands on the whole file of the request. */
function placed(value: Finding, request: Request | undefined): Finding {
  return value.path === undefined && request !== undefined ? { ...value, path: request.path } : value;
}
