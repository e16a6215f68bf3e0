import type { Finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
import { HistoryTooShort } from "../ports/failure.js";
import { shallowFinding } from "./shallow-finding.js";

export interface Events {
  readonly events: ReadonlyMap<string, PathEvent>;
  /** With one, what has no event here may have one in the history that is not here. */
  readonly findings: readonly Finding[];
}

/** What history says of paths, as far as the clone knows it. */
export async function eventsIn(ask: () => Promise<ReadonlyMap<string, PathEvent>>): Promise<Events> {
  try {
    return { events: await ask(), findings: [] };
  } catch (error) {
    const finding = shallowFinding(error);
    return { events: error instanceof HistoryTooShort ? error.found : new Map(), findings: [finding] };
  }
}
