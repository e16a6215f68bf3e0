import type { OwnIssue } from "../../model/comment.js";
import { formatInstant, type Instant } from "../../model/instant.js";
import { sameLogin } from "../../model/person.js";
import { markerLine, markerOf } from "./comments.js";
import type { Conditional } from "./conditional.js";
import { cut } from "./cut.js";
import { accountOf, createOnce, ONCE, type Repository } from "./repository.js";

/** Characters. */
const TITLE = 256;
const BODY = 65_536;

interface IssueAnswer {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body?: string | null;
  readonly user: Parameters<typeof accountOf>[0];
  readonly pull_request?: unknown;
}

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues */
export async function readOwnIssues(
  { owner, repo, self }: Repository,
  conditional: Conditional,
  which: { readonly state: "open" } | { readonly state: "all"; readonly since: Instant },
): Promise<readonly OwnIssue[]> {
  const since = which.state === "all" ? { since: formatInstant(which.since) } : {};
  const parameters = { owner, repo, creator: self, state: which.state, sort: "created", direction: "asc", ...since };
  const all = await conditional.list("GET /repos/{owner}/{repo}/issues", parameters, (issue) =>
    ownIssueOf(issue as IssueAnswer, self),
  );
  return all.flatMap((issue) => issue ?? []);
}

/** It is known by its author and its first line. Of several, since two runs opened one at once, the oldest stays. */
export async function openIssue(
  repository: Repository,
  conditional: Conditional,
  marker: string,
  since: Instant,
  text: { readonly title: string; readonly body: string },
): Promise<OwnIssue> {
  const { calls, owner, repo, self, retries } = repository;
  const find = async (): Promise<OwnIssue | undefined> => {
    const all = await readOwnIssues(repository, conditional, { state: "all", since });
    const [oldest, ...duplicates] = all.filter((issue) => issue.marker === markerOf(markerLine(marker)));
    for (const { number } of duplicates.filter(({ open }) => open)) await closeDuplicate(repository, number);
    return oldest;
  };
  const found = await find();
  if (found) return found;
  const made = await createOnce(retries, find, async () => {
    const { data } = await calls.request("POST /repos/{owner}/{repo}/issues", {
      owner,
      repo,
      ...written(marker, text),
      ...ONCE,
    });
    const made = ownIssueOf(data, self);
    if (!made) throw new Error("the issue that was opened is not ours");
    return made;
  });
  // Another process may have opened one at the same moment: whoever looks last leaves the oldest alone.
  return (await find()) ?? made;
}

async function closeDuplicate({ calls, owner, repo }: Repository, issue: number): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  await calls.request(route, { owner, repo, issue_number: issue, state: "closed", state_reason: "duplicate" });
}

export async function editIssue(
  { calls, owner, repo }: Repository,
  issue: OwnIssue,
  text: { readonly title: string; readonly body: string },
): Promise<void> {
  const { title, body } = written(issue.marker, text);
  if (issue.title === title && issue.body.replaceAll("\r\n", "\n").trimEnd() === body.trimEnd()) return;
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  await calls.request(route, { owner, repo, issue_number: issue.number, title, body });
}

export async function setOpen({ calls, owner, repo }: Repository, issue: number, open: boolean): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  const state = open ? "open" : "closed";
  await calls.request(route, { owner, repo, issue_number: issue, state });
}

function written(marker: string, { title, body }: { readonly title: string; readonly body: string }) {
  return { title: cut(title, TITLE), body: cut(`${markerLine(marker)}\n${body}`, BODY) };
}

function ownIssueOf(issue: IssueAnswer, self: string): OwnIssue | undefined {
  const body = issue.body ?? "";
  const marker = markerOf(body.split(/\r?\n/)[0] ?? "");
  const ours = sameLogin(accountOf(issue.user).login, self) && issue.pull_request === undefined;
  if (!ours || marker === undefined) return undefined;
  return { number: issue.number, open: issue.state === "open", marker, title: issue.title, body };
}
