import type { Calls } from "./calls.js";
import { statusOf } from "./github-failure.js";

/** Answers that are kept, and their characters: the one that was asked for longest ago goes first. */
const KEPT = 200;
const CHARACTERS = 8 * 1024 * 1024;

interface Kept {
  readonly etag: string;
  readonly data: readonly unknown[];
  readonly more: boolean;
  readonly size: number;
}

/** Reads lists page by page, and asks only whether one has changed since: GitHub counts no call that it answers 304. */
export interface Conditional {
  /** `pick` says what is wanted of each: anybody can write long comments, and nothing else of them is kept. */
  list<Item>(route: string, parameters: object, pick: (item: unknown) => Item): Promise<readonly Item[]>;
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
  let size = 0;

  function forget(key: string): void {
    size -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }

  function keep(key: string, answer: Kept): void {
    forget(key);
    kept.set(key, answer);
    size += answer.size;
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT && size <= CHARACTERS) return;
      forget(oldest);
    }
  }

  async function page(
    route: string,
    parameters: object,
    number: number,
    pick: (item: unknown) => unknown,
  ): Promise<Kept> {
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
      const picked = data.map(pick);
      // A full page may have had no next one when it was read, and be answered 304 for ever since: it is the same itself.
      const more = data.length >= PAGE || /rel="next"/.test(given.link ?? "");
      answer = { etag: given.etag ?? "", data: picked, more, size: JSON.stringify(picked).length };
    } catch (error) {
      if (before === undefined || statusOf(error) !== 304) throw error;
      answer = before;
    }
    if (answer.etag === "") forget(key);
    else keep(key, answer);
    return answer;
  }

  return {
    async list<Item>(route: string, parameters: object, pick: (item: unknown) => Item) {
      const all: unknown[] = [];
      for (let number = 1; ; number += 1) {
        const { data, more } = await page(route, parameters, number, pick);
        all.push(...data);
        if (!more) return all as readonly Item[];
      }
    },
  };
}
