import { describe, expect, test } from "vitest";
import { type Exchange, validateExchange } from "./github-contract.js";
import { type OfficialExchange, official } from "./official.js";
import operations from "./operations.json" with { type: "json" };
import { descriptionSlice } from "./slices.js";

const MERGE = "/repos/{owner}/{repo}/pulls/{pull_number}/merge";
const FILES = "/repos/{owner}/{repo}/pulls/{pull_number}/files";

const getUser: Exchange = { ...answered("GET", "/user", 200, answerOf("GET", "/user")), path: "/user" };
const merged = answered("PUT", MERGE, 200, {
  sha: "6dcb09b5b57875f334f61aebed695e2e4193db5e",
  merged: true,
  message: "",
});
const files = answered("GET", FILES, 200, answerOf("GET", FILES));

describe("what GitHub itself gives as an example", () => {
  test.each(official.exchanges)("$method $route $status passes", ({ method, route, status, responseBody }) => {
    expect(validateExchange(answered(method, route, status, responseBody))).toEqual([]);
  });
});

test("every operation that is listed is in the slice, and no other", () => {
  const listed = Object.entries(operations).flatMap(([route, methods]) =>
    methods.map((method) => `${method} ${route}`),
  );
  expect(Object.keys(descriptionSlice.operations).sort()).toEqual(listed.sort());
});

describe("what is wrong in an answer", () => {
  test.each<[fault: string, exchange: Exchange, problem: string]>([
    ["a missing property", withBody(getUser, { login: undefined }), "GET /user 200: answer/login: is missing"],
    ["a wrong type", withBody(getUser, { id: "1" }), "GET /user 200: answer/id: must be integer"],
    [
      "an instant without a zone",
      withBody(getUser, { created_at: "2026-11-22T18:00:00" }),
      'GET /user 200: answer/created_at: must match format "date-time"',
    ],
    ["an invented property", withBody(getUser, { curfew: 1 }), "GET /user 200: answer/curfew: is not known to GitHub"],
    [
      "an invented property inside a list",
      { ...files, responseBody: [{ ...(answerOf("GET", FILES) as object[])[0], size: 3 }] },
      `GET ${FILES} 200: answer/0/size: is not known to GitHub`,
    ],
    ["no body", { ...getUser, responseBody: undefined }, "GET /user 200: answer: has no body"],
    [
      "a status that the operation does not have",
      { ...getUser, status: 201 },
      "GET /user 201: status 201: is not listed for this operation, nor general",
    ],
    [
      "another content type",
      { ...getUser, responseHeaders: { "content-type": "text/html" } },
      'GET /user 200: header/content-type: is "text/html", not application/json',
    ],
    [
      "a link that no client can follow",
      { ...files, responseHeaders: { ...files.responseHeaders, link: '</repos?page=2>; rel="next"' } },
      `GET ${FILES} 200: header/link: is not a link to a page: </repos?page=2>; rel="next"`,
    ],
    ["an error without a message", answered("GET", "/user", 404, {}), "GET /user 404: answer/message: is missing"],
    [
      "a refusal whose faults have no code",
      answered("PUT", MERGE, 422, { message: "Validation Failed", documentation_url: "", errors: [{ field: "sha" }] }),
      `PUT ${MERGE} 422: answer/errors/0/code: is missing`,
    ],
  ])("%s is told", (_fault, exchange, problem) => {
    expect(validateExchange(exchange)).toContain(problem);
  });

  test("a body where there must be none is told", () => {
    const route = "/repos/{owner}/{repo}/git/refs/{ref}";
    expect(validateExchange(answered("DELETE", route, 204, undefined))).toEqual([]);
    expect(validateExchange(answered("DELETE", route, 204, {}))).toEqual([
      `DELETE ${route} 204: answer: must have no body`,
    ]);
  });

  test("errors that GitHub gives anywhere pass", () => {
    const throttled = { message: "API rate limit exceeded", documentation_url: "https://docs.github.com/rest" };
    expect(validateExchange(answered("GET", FILES, 429, throttled))).toEqual([]);
    const refused = { message: "Validation Failed", documentation_url: "", errors: ["No"], status: "422" };
    expect(validateExchange(answered("PUT", MERGE, 422, refused))).toEqual([]);
  });
});

describe("what is wrong in a request", () => {
  test.each<[fault: string, exchange: Exchange, problem: string]>([
    [
      "an operation that is not in the slice",
      { ...getUser, route: "/user/keys" },
      "GET /user/keys: is not an operation of the slice (test/contracts/operations.json)",
    ],
    [
      "an unknown query parameter",
      { ...files, query: { per_pag: "100" } },
      `GET ${FILES} 200: query/per_pag: is not known to GitHub`,
    ],
    [
      "a query parameter of the wrong type",
      { ...files, query: { per_page: "all" } },
      `GET ${FILES} 200: query/per_page: must be integer`,
    ],
    [
      "a path that does not fit the route",
      { ...files, path: "/repos/acme/infra/pulls/1" },
      `GET ${FILES} 200: path: /repos/acme/infra/pulls/1 does not fit the route`,
    ],
    [
      "a path parameter of the wrong type",
      { ...files, path: "/repos/acme/infra/pulls/one/files" },
      `GET ${FILES} 200: path/pull_number: must be integer`,
    ],
    [
      "a value that GitHub does not know",
      { ...merged, requestBody: { merge_method: "octopus" } },
      `PUT ${MERGE} 200: request/merge_method: must be one of ["merge","squash","rebase"]`,
    ],
    [
      "a property that GitHub would ignore",
      { ...merged, requestBody: { method: "merge" } },
      `PUT ${MERGE} 200: request/method: is not known to GitHub`,
    ],
    [
      "a body where none is taken",
      { ...getUser, requestBody: { a: 1 } },
      "GET /user 200: request: no body is taken here",
    ],
    [
      "no body where one is required",
      { ...answered("POST", "/repos/{owner}/{repo}/git/trees", 201, {}), requestBody: undefined },
      "POST /repos/{owner}/{repo}/git/trees 201: request: has no body",
    ],
  ])("%s is told", (_fault, exchange, problem) => {
    expect(validateExchange(exchange)).toContain(problem);
  });

  test("of the many rules that there are, the one that was meant tells what it lacks", () => {
    const route = "/repos/{owner}/{repo}/rulesets";
    const rules = [
      { type: "deletion" },
      { type: "required_status_checks", parameters: { required_status_checks: [] } },
    ];
    const requestBody = { name: "main", enforcement: "active", rules };
    const problems = validateExchange({ ...answered("POST", route, 201, {}), requestBody });
    expect(problems.filter((problem) => problem.includes("request/"))).toEqual([
      `POST ${route} 201: request/rules/1/parameters/strict_required_status_checks_policy: is missing`,
    ]);
  });

  test("a ref with slashes fits its route", () => {
    const route = "/repos/{owner}/{repo}/git/matching-refs/{ref}";
    const path = "/repos/acme/infra/git/matching-refs/heads/curfew/end";
    expect(validateExchange({ ...answered("GET", route, 200, answerOf("GET", route)), path })).toEqual([]);
  });

  test("the contents of the root fit their route", () => {
    const route = "/repos/{owner}/{repo}/contents/{path}";
    const root = { ...answered("GET", route, 200, answerOf("GET", route)), path: "/repos/acme/infra/contents" };
    expect(validateExchange(root)).toEqual([]);
    expect(validateExchange({ ...root, path: "/repos/acme/infra/content" })).toHaveLength(1);
  });

  test("nonsense that was refused is no problem, nonsense that was accepted is", () => {
    const nonsense = { ...merged, requestBody: { sha: 7 } };
    const refusal = { message: "Invalid request.", documentation_url: "https://docs.github.com/rest" };
    expect(validateExchange({ ...nonsense, status: 422, responseBody: refusal })).toEqual([]);
    expect(validateExchange(nonsense)).toEqual([`PUT ${MERGE} 200: request/sha: must be string`]);
  });
});

/** What GitHub's example for the operation asks, if there is one, and the given answer. */
function answered(method: string, route: string, status: number, responseBody: unknown): Exchange {
  const path = route.replaceAll(/\{\w+_(id|number)\}/g, "1").replaceAll(/\{\w+\}/g, "x");
  const responseHeaders = { "content-type": "application/json; charset=utf-8" };
  const { requestBody } = exampleOf(method, route) ?? {};
  return { method, route, path, query: {}, requestBody, status, responseHeaders, responseBody };
}

function answerOf(method: string, route: string): unknown {
  return exampleOf(method, route)?.responseBody;
}

function exampleOf(method: string, route: string): OfficialExchange | undefined {
  return official.exchanges.find((exchange) => exchange.method === method && exchange.route === route);
}

/** As `exchange`, its answer with some properties replaced; undefined takes one away. */
function withBody(exchange: Exchange, properties: Readonly<Record<string, unknown>>): Exchange {
  const body = JSON.parse(JSON.stringify({ ...(exchange.responseBody as object), ...properties })) as unknown;
  return { ...exchange, responseBody: body };
}
