import { REPOSITORY } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { ledgerLines } from "./stage.js";

/** What must be the same however often something failed on the way. */
export interface End {
  /** The tree of `main`. */
  readonly tree: string;
  readonly bindings: readonly string[];
  /** Receipts without their times, and without how they were learnt. */
  readonly receipts: readonly string[];
  /** Of pull requests and issues. */
  readonly comments: number;
  readonly pulls: number;
  /** How each issue stands; of two that were opened at once, one is a duplicate. */
  readonly issues: readonly string[];
  /** How each command was answered. */
  readonly answers: readonly string[];
  readonly branches: readonly string[];
}

export async function openBranches(world: World): Promise<readonly string[]> {
  const { data } = await world.people.dana.api.rest.repos.listBranches(REPOSITORY);
  return data.map(({ name }) => name).sort();
}

export async function endOf(world: World): Promise<End> {
  const { api } = world.people.dana;
  const { data: commit } = await api.rest.git.getTree({ ...REPOSITORY, tree_sha: "main" });
  const { data: pulls } = await api.rest.pulls.list({ ...REPOSITORY, state: "all" });
  const { data: all } = await api.rest.issues.listForRepo({ ...REPOSITORY, state: "all", direction: "asc" });
  const issues = all.filter(({ pull_request: ofPull }) => ofPull === undefined);
  const comments = await Promise.all(
    [...pulls, ...issues].map(({ number }) => api.rest.issues.listComments({ ...REPOSITORY, issue_number: number })),
  );
  const said = comments.flatMap(({ data }) => data);
  return {
    tree: commit.sha,
    bindings: await world.cloud.root.roles("/curfew/"),
    receipts: await receiptsOf(world),
    comments: said.length,
    pulls: pulls.length,
    issues: issues.map((issue) => `${timeless(issue.title)}: ${isDuplicate(issue) ? DUPLICATE : issue.state}`),
    answers: await answersTo(world, said),
    branches: await openBranches(world),
  };
}

export const DUPLICATE = "duplicate";

export function isDuplicate(issue: { readonly state: string; readonly state_reason?: string | null }): boolean {
  return issue.state === "closed" && issue.state_reason === "duplicate";
}

/** Reactions to what people commanded, in the order in which they did. */
async function answersTo(
  world: World,
  said: readonly { readonly id: number; readonly body?: string | undefined; readonly user: { login: string } | null }[],
): Promise<readonly string[]> {
  const { api } = world.people.dana;
  const commands = said.filter(({ body = "" }) => body.startsWith("/curfew")).toSorted((one, two) => one.id - two.id);
  const answers = commands.map(async ({ id, body = "", user }) => {
    const { data } = await api.rest.reactions.listForIssueComment({ ...REPOSITORY, comment_id: id });
    return `${user?.login}: ${timeless(body)} ${data.map(({ content }) => content).join(" ")}`;
  });
  return Promise.all(answers);
}

/** What the ledger says was done: a failure that was made good again is a matter of when, not of what. */
async function receiptsOf(world: World): Promise<readonly string[]> {
  const lines = await ledgerLines<Record<string, unknown>>(world);
  return lines
    .filter(({ kind, result }) => kind !== "receipt" || (result as { outcome: string }).outcome !== "failed")
    .flatMap((line) => recordOf(line) ?? []);
}

function recordOf({ kind, action, who, what, request, cause, by, note }: Record<string, unknown>): string | undefined {
  if (kind === "reviewed") return JSON.stringify({ kind, request: timeless(String(request)), by, note });
  return kind === "receipt"
    ? JSON.stringify({ action, who, what, request: timeless(String(request)), cause })
    : undefined;
}

/**
 * Without what a failure may change and nobody minds: when it was, by the story's clock, which moves until work is tried
 * again; a plan's name, which is of what is held and until when; and the number of a comment, in a file's name.
 */
function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, "…")
    .replace(/\b[0-9a-f]{16}\b/, "…")
    .replace(/-\d+\.yaml$/, "-….yaml");
}
