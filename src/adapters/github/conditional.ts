import type { Calls } from "./calls.js";
import { statusOf } from "./github-failure.js";

/** Answers that are kept, the one that was asked for longest ago goes first. */
const KEPT = 200;

interface Kept {
  readonly etag: string;
  readonly data: readonly unknown[];
  readonly more: boolean;
}

/** Reads lists page by page, and asks only whether one has changed since: GitHub counts no call that it answers 304. */
export interface Conditional {
  list(route: string, parameters: object): Promise<readonly unknown[]>;
}

/** What Octokit's function is, without the thousand routes that its type knows. */
type Request = (
  route: string,
  parameters: object,
) => Promise<{
  readonly data: readonly unknown[];
  readonly headers: { readonly etag?: string; readonly link?: string };
}>;

const PAGE = 100;

/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
export function createConditional(calls: Calls): Conditional {
  const kept = new Map<string, Kept>();
  const request = calls.request as unknown as Request;

  async function page(route: string, parameters: object, number: number): Promise<Kept> {
    const key = JSON.stringify([route, parameters, number]);
    const before = kept.get(key);
    const headers = before === undefined ? {} : { headers: { "if-none-match": before.etag } };
    let answer: Kept;
    try {
      const { data, headers: given } = await request(route, {
        ...parameters,
        per_page: PAGE,
        page: number,
        ...headers,
      });
      answer = { etag: given.etag ?? "", data, more: /rel="next"/.test(given.link ?? "") };
    } catch (error) {
      if (before === undefined || statusOf(error) !== 304) throw error;
      answer = before;
    }
    kept.delete(key);
    if (answer.etag !== "") kept.set(key, answer);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  }

  return {
    async list(route, parameters) {
      const all: unknown[] = [];
      for (let number = 1; ; number += 1) {
        const { data, more } = await page(route, parameters, number);
        all.push(...data);
        if (!more) return all;
      }
    },
  };
}
