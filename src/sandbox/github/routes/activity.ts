import { problem } from "../http/problem.js";
import { type Answer, type RepositoryRequest, type Route, repositoryRoute } from "../http/route.js";
import { nodeId, timestamp } from "../shapes/common.js";
import { simpleUser } from "../shapes/user.js";
import type { Activity } from "../world/nouns.js";

/** Who moved which branch from where to where: what commits cannot tell. */

const PERIODS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, quarter: 90, year: 365 };

function cursor(activity: Activity): string {
  return Buffer.from(String(activity.id)).toString("base64url");
}

function idOf(value: string | null): number | undefined {
  return value === null ? undefined : Number(Buffer.from(value, "base64url").toString());
}

function list(request: RepositoryRequest): Answer {
  const { github, repository, query } = request;
  const { world } = github;
  const ref = query.get("ref");
  const type = query.get("activity_type");
  const actor = query.get("actor")?.toLowerCase();
  const period = query.get("time_period");
  const ascending = query.get("direction") === "asc";
  const size = Math.min(Math.max(Number(query.get("per_page") ?? 30) || 30, 1), 100);
  if (period !== null && PERIODS[period] === undefined) throw problem(422, "Validation Failed");
  const since = period === null ? 0 : world.clock.now() - (PERIODS[period] ?? 0) * 86_400_000;
  const order = ascending ? 1 : -1;
  const all = repository.activity
    .filter((each) => ref === null || each.ref === (ref.startsWith("refs/") ? ref : `refs/heads/${ref}`))
    .filter((each) => type === null || each.type === type)
    .filter((each) => actor === undefined || each.actor.login.toLowerCase() === actor)
    .filter((each) => each.timestamp >= since)
    .sort((a, b) => (a.id - b.id) * order);
  const after = idOf(query.get("after"));
  const before = idOf(query.get("before"));
  let rest = all;
  if (after !== undefined) rest = all.filter((each) => (each.id - after) * order > 0);
  if (before !== undefined) rest = all.filter((each) => (each.id - before) * order < 0).slice(-size);
  const shown = rest.slice(0, size);
  const [first, last] = [shown[0], shown[shown.length - 1]];
  const link = (name: "after" | "before", activity: Activity, rel: string) => {
    const next = new URLSearchParams(query);
    next.delete("after");
    next.delete("before");
    next.set(name, cursor(activity));
    return `<${request.address.split("?")[0]}?${next.toString()}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (last && last !== all[all.length - 1]) links.push(link("after", last, "next"));
  if (first && first !== all[0]) links.push(link("before", first, "prev"));
  const body = shown.map((each) => ({
    id: each.id,
    node_id: nodeId("PSH", each.id),
    before: each.before,
    after: each.after,
    ref: each.ref,
    timestamp: timestamp(each.timestamp),
    activity_type: each.type,
    actor: simpleUser(world, each.actor),
  }));
  return links.length > 0 ? { status: 200, body, headers: { link: links.join(", ") } } : { status: 200, body };
}

export const activityRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/activity", "contents:read", list),
];
