import type { Instant } from "../../model/instant.js";
import { Failure } from "../../ports/failure.js";
import type { GitHubClient } from "./client.js";
import { githubFailure, secondsToWait } from "./github-failure.js";

/** The client with GitHub's errors as Failures and GitHub's clock noted: what every file beside this one calls. */
export interface Calls extends GitHubClient {
  /** How far ahead GitHub's clock was of ours at its last answer, in seconds, with the precision of one. */
  skew(): number | undefined;
}

interface Answer {
  readonly headers: { readonly date?: string };
  readonly data: unknown;
}

/** What Octokit's two functions are, without the thousand routes that their types know. */
interface Plain {
  request(route: string, parameters?: object): Promise<Answer>;
  paginate(route: string, parameters: object, each: (answer: Answer) => unknown): Promise<unknown>;
}

/** Seconds: what GitHub allows is renewed every hour. */
const LONGEST = 3600;

/** Seconds: whoever is asked to wait longer was not tried again, and is not to ask meanwhile. */
const SHORT = 60;

export function createCalls(client: GitHubClient, now: () => Instant): Calls {
  const plain = client as unknown as Plain;
  let skew: number | undefined;
  /** Whoever goes on asking although GitHub said when to come back may be shut out. */
  let silentUntil = 0;

  function note(answer: Answer | undefined): void {
    const milliseconds = Date.parse(answer?.headers?.date ?? "");
    if (Number.isFinite(milliseconds)) skew = (milliseconds - now()) / 1000;
  }

  async function noted<T>(route: string, parameters: object, work: () => Promise<T>): Promise<T> {
    const call = expand(route, parameters);
    const left = Math.ceil((silentUntil - now()) / 1000);
    // A clock that was set back says nothing of how long that is.
    if (left > 0 && left <= LONGEST)
      throw new Failure(`${call}: GitHub asked to wait for ${left} s`, { transient: true });
    try {
      return await work();
    } catch (error) {
      note((error as { readonly response?: Answer }).response);
      const seconds = secondsToWait(error);
      if (seconds > SHORT) silentUntil = now() + Math.min(seconds, LONGEST) * 1000;
      throw githubFailure(call, error);
    }
  }

  /** A proxy, or a page about an outage, answers with a text of its own. */
  function jsonOf(answer: Answer, call: string): Answer {
    if (typeof answer.data !== "string" || answer.data === "") return answer;
    throw new Failure(`${call}: the answer is no JSON`, { transient: true });
  }

  async function request(route: string, parameters: object = {}): Promise<Answer> {
    return noted(route, parameters, async () => {
      const answer = await plain.request(route, parameters);
      note(answer);
      return jsonOf(answer, expand(route, parameters));
    });
  }

  async function paginate(route: string, parameters: object = {}): Promise<unknown> {
    return noted(route, parameters, () =>
      plain.paginate(route, { per_page: 100, ...parameters }, (answer) => {
        note(answer);
        return jsonOf(answer, expand(route, parameters)).data;
      }),
    );
  }

  // The routes' types are Octokit's own; of its ways to call, the adapters use these two: a route and its parameters.
  return { request, paginate, skew: () => skew } as unknown as Calls;
}

/** `GET /repos/acme/access/pulls/7`, for messages. */
function expand(route: string, parameters: object): string {
  const values = parameters as Readonly<Record<string, unknown>>;
  return route.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? name).slice(0, 100));
}
