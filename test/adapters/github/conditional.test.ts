import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createCalls } from "../../../src/adapters/github/calls.js";
import type { GitHubClient } from "../../../src/adapters/github/client.js";
import { type Conditional, createConditional } from "../../../src/adapters/github/conditional.js";
import { instantOf } from "../../../src/model/instant.js";

interface Asked {
  readonly page: number;
  readonly headers?: { readonly "if-none-match"?: string };
}

/**
 * A list as GitHub tells it: a page's ETag is of its body alone, whatever pages follow it
 * (github.com/app-sre/github-mirror, pull request 113).
 */
function listOf(items: readonly object[]): { readonly conditional: Conditional; readonly answers: number[] } {
  const answers: number[] = [];
  const request = async (_route: string, { page, headers = {} }: Asked) => {
    const data = items.slice((page - 1) * 100, page * 100);
    const etag = createHash("sha256").update(JSON.stringify(data)).digest("hex");
    const status = headers["if-none-match"] === etag ? 304 : 200;
    answers.push(status);
    if (status === 304) throw Object.assign(new Error("Not modified"), { status, response: { headers: { etag } } });
    const link = items.length > page * 100 ? '<https://api.github.com/x?page=2>; rel="next"' : undefined;
    return { data, headers: { etag, link } };
  };
  const client = { request, paginate: request } as unknown as GitHubClient;
  return { conditional: createConditional(createCalls(client, () => instantOf(0))), answers };
}

const same = (item: unknown) => item;

test("what comes after a page that was full and the last one is found", async () => {
  const items = Array.from({ length: 100 }, (_, id) => ({ id }));
  const { conditional } = listOf(items);
  expect(await conditional.list("GET /x", {}, same)).toHaveLength(100);
  items.push({ id: 100 });
  expect(await conditional.list("GET /x", {}, same)).toHaveLength(101);
});

test("what has not changed is not told again", async () => {
  const { conditional, answers } = listOf([{ id: 1 }]);
  await conditional.list("GET /x", {}, same);
  expect(await conditional.list("GET /x", {}, same)).toEqual([{ id: 1 }]);
  expect(answers).toEqual([200, 304]);
});

test("no more is kept than there is memory for, and of each what is wanted", async () => {
  const { conditional, answers } = listOf([{ id: 1, body: "x".repeat(65_536) }]);
  for (let turn = 0; turn < 2; turn += 1) {
    for (let issue = 0; issue < 150; issue += 1) await conditional.list("GET /x", { issue }, same);
  }
  expect(answers.filter((status) => status === 304)).toEqual([]);
  answers.length = 0;
  for (let turn = 0; turn < 2; turn += 1) {
    for (let issue = 0; issue < 150; issue += 1) await conditional.list("GET /y", { issue }, () => 0);
  }
  expect(answers.filter((status) => status === 304)).toHaveLength(150);
});
