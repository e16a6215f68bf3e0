import type { GitHub } from "../github.js";
import type { Actor, Author, Level, Repository, Role } from "../world/nouns.js";
import type { Body } from "./body.js";
import { notFound, notPermitted } from "./problem.js";
import type { RateLimit } from "./rate-limits.js";

/** One request of the REST API, after its caller was recognised and its route found. */
export interface RestRequest {
  readonly github: GitHub;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly rate: RateLimit;
  /** Path and query as asked, for the links of a page. */
  readonly address: string;
}

/** The same, on a repository that the caller may see. */
export interface RepositoryRequest extends RestRequest {
  readonly repository: Repository;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the caller needs: an App one of the permissions, a person the role. */
export interface Need {
  readonly permissions: readonly (readonly [name: string, level: Level])[];
  readonly role?: Role;
}

export interface Route {
  readonly method: string;
  /** As in GitHub's OpenAPI description. */
  readonly template: string;
  readonly need: Need | undefined;
  readonly handle: (request: RestRequest) => Answer | Promise<Answer>;
}

/** A route that is about no repository. */
export function route(line: string, handle: (request: RestRequest) => Answer | Promise<Answer>): Route {
  const [method = "", template = ""] = line.split(" ");
  return { method, template, need: undefined, handle };
}

/** A route on a repository. `needs` is written `contents:write` or `issues:write|pull_requests:write`. */
export function repositoryRoute(
  line: string,
  needs: string,
  handle: (request: RepositoryRequest) => Answer | Promise<Answer>,
  role?: Role,
): Route {
  const [method = "", template = ""] = line.split(" ");
  const permissions = needs.split("|").map((each) => {
    const [name = "", level] = each.split(":");
    return [name, level === "write" ? "write" : "read"] as const;
  });
  return {
    method,
    template,
    need: role ? { permissions, role } : { permissions },
    handle: (request) => handle(request as RepositoryRequest),
  };
}

export function param(request: RestRequest, name: string): string {
  return request.params[name] ?? "";
}

export function numberParam(request: RestRequest, name: string): number {
  const value = param(request, name);
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}

/** The caller, who must be somebody who can be the author of something. */
export function author(request: RestRequest): Author {
  const { actor } = request;
  if (actor.kind === "user" || actor.kind === "installation") return actor;
  throw notPermitted(actor.kind === "app");
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export function noContent(): Answer {
  return { status: 204 };
}

/** One page of a list, with the links to the others. */
export function page(
  request: RestRequest,
  items: readonly unknown[],
  wrap?: (items: readonly unknown[]) => unknown,
): Answer {
  const size = Math.min(Math.max(Number(request.query.get("per_page") ?? 30) || 30, 1), 100);
  const number = Math.max(Number(request.query.get("page") ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const [path = ""] = request.address.split("?");
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(to));
    return `<${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (number > 1) links.push(link(Math.min(number - 1, last), "prev"));
  if (number < last) links.push(link(number + 1, "next"), link(last, "last"));
  if (number > 1) links.push(link(1, "first"));
  const part = items.slice((number - 1) * size, number * size);
  const body = wrap ? wrap(part) : part;
  return links.length > 0 ? { status: 200, body, headers: { link: links.join(", ") } } : { status: 200, body };
}
