import { type Finding, finding } from "../model/finding.js";
import { Failure } from "../ports/failure.js";
import type { Context } from "./context.js";
import { inTime } from "./in-time.js";

/** Why what was fetched last has to do; undefined where it is what the forge has now. */
export interface Stale {
  readonly finding: Finding;
  readonly transient: boolean;
}

/** Fetches. Where the forge does not answer, and something was fetched before, what has ended can end all the same. */
export async function fetchIfPossible(context: Context): Promise<Stale | undefined> {
  const { forge, history } = context;
  try {
    await inTime(context, "judge", "fetching", () => history.fetch());
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || !(await isThere())) throw error;
    return { finding: finding("repository-stale", {}, { error: error.message }), transient: error.transient };
  }

  async function isThere(): Promise<boolean> {
    try {
      return (await history.branch(forge.defaultBranch)) !== undefined;
    } catch {
      return false;
    }
  }
}

/** The same, of which nothing is fetched any more: what has ended can end by what was. */
export function asFetched(context: Context, because: string): Context {
  const fetch = async () => {
    throw new Failure(because, { transient: false });
  };
  return { ...context, history: { ...context.history, fetch } };
}
