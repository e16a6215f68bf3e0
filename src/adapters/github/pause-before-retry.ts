import { setTimeout as wait } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import { pause, type Retries } from "../retry.js";

export interface Pauses extends Retries {
  /** Seconds: who is asked to wait longer does not try again. */
  readonly longest: number;
  /** Statuses that are not tried again. */
  readonly final: readonly number[];
}

/** What of a failed request is read and written; the plugin that tries again keeps its count there. */
interface Asked {
  readonly request: { retryCount?: number; retries?: number };
}

interface Failed {
  readonly status?: number;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/**
 * Waits before a request is tried again: as long as GitHub asks, or longer each time and never as long as another client
 * does, so that all those that failed together do not come back together.
 */
export function pauseBeforeRetry(
  octokit: Pick<Octokit, "hook">,
  options: Readonly<Record<string, unknown>> & { readonly pauses?: Pauses },
): object {
  const { pauses } = options;
  octokit.hook.error("request", async (error, asked) => {
    const { status = 0, response } = error as Failed;
    const { request } = asked as Asked;
    const attempt = request.retryCount ?? 0;
    const most = request.retries ?? pauses?.times ?? 0;
    if (pauses === undefined || status < 400 || pauses.final.includes(status) || attempt >= most) throw error;
    const seconds = Number(response?.headers?.["retry-after"] ?? 0);
    if (seconds > pauses.longest) request.retries = 0;
    else if (seconds > 0) await wait(seconds * pauses.delay);
    else await pause(pauses, attempt);
    throw error;
  });
  return {};
}
