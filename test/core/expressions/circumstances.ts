import type { Circumstances } from "../../../src/core/expressions/environment.js";
import { at } from "../world.js";

interface Changes {
  readonly request?: Partial<Circumstances["request"]>;
  readonly person?: Partial<Circumstances["person"]>;
  readonly author?: Partial<Circumstances["author"]>;
  readonly now?: string;
}

/** Alice asks for herself, on a Sunday at ten in UTC, for two hours. */
export function circumstances(changes: Changes = {}): Circumstances {
  const now = at(changes.now ?? "2026-11-22T10:00:00Z");
  return {
    request: {
      who: "alice",
      what: "aws-prod/admin",
      system: "aws-prod",
      role: "admin",
      minutes: 120,
      why: "Promote the replica.",
      ticket: "INC-4812",
      emergency: false,
      renewal: false,
      renewals: 0,
      from: now,
      until: at("2026-11-22T12:00:00Z"),
      ...changes.request,
    },
    person: { login: "alice", teams: ["sre"], ...changes.person },
    author: { login: "alice", teams: ["sre"], ...changes.author },
    now,
  };
}
