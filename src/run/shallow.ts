import { type Finding, finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
import { HistoryTooShort } from "../ports/failure.js";

/** What is said where the clone is too shallow to answer; nothing where it is not. */
export function shallowFindings(short: HistoryTooShort | undefined): readonly Finding[] {
  return short === undefined ? [] : [finding("history-shallow", {}, { commit: short.commit })];
}

/** What answers, or that the clone is too shallow for it; whatever else goes wrong is thrown. */
export async function orShort<Answer>(ask: () => Promise<Answer>): Promise<Answer | HistoryTooShort> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HistoryTooShort) return error;
    throw error;
  }
}

export interface Events {
  readonly events: ReadonlyMap<string, PathEvent>;
  /** With it, what has no event here may have one in the history that is not here. */
  readonly short?: HistoryTooShort;
}

/** What history says of paths, as far as the clone knows it. */
export async function eventsIn(ask: () => Promise<ReadonlyMap<string, PathEvent>>): Promise<Events> {
  const events = await orShort(ask);
  return events instanceof HistoryTooShort ? { events: events.found, short: events } : { events };
}
