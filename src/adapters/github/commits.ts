import type { Account } from "../../model/facts.js";
import type { Commit } from "../../ports/forge.js";
import { isTransient } from "../retry.js";
import { statusOf } from "./github-failure.js";
import { accountOf, type Repository } from "./repository.js";

/** Whose address it is, as far as somebody has said (`people.yaml`); undefined where nobody has. */
export type ResolveEmail = (email: string) => Account | undefined;

/** https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
const LISTED = 250;

/** Commits made on GitHub's own pages are committed by this account: it writes nothing. */
const WEB_FLOW = "web-flow";

type User = { readonly login?: string; readonly id?: number | bigint; readonly type?: string } | null;

interface CommitAnswer {
  readonly sha: string;
  readonly author: User;
  readonly committer: User;
  readonly parents: readonly { readonly sha?: string }[];
  readonly commit: {
    readonly message: string;
    readonly author: { readonly email?: string } | null;
    readonly committer: { readonly email?: string } | null;
  };
}

/** Every commit of the pull request with everyone who wrote it, as far as GitHub attributes them. */
export async function readCommits(
  repository: Repository,
  pull: number,
  resolve: ResolveEmail,
): Promise<readonly Commit[]> {
  const { calls, owner, repo } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits";
  const commits: readonly CommitAnswer[] = await calls.paginate(route, { owner, repo, pull_number: pull });
  const read: Commit[] = [];
  for (const commit of commits) read.push(await readCommit(repository, commit, resolve));
  const last = commits.at(-1);
  // GitHub lists no more, so that whoever wrote the rest stays unknown: nobody's approval may count then.
  if (last && commits.length >= LISTED) {
    const unknown = [`the commits beyond the first ${LISTED}`];
    read.push({ commit: last.sha, writers: [], unknown, parents: [] });
  }
  return read;
}

async function readCommit(repository: Repository, commit: CommitAnswer, resolve: ResolveEmail): Promise<Commit> {
  const writers = new Map<string, Account>();
  const unknown = new Set<string>();

  async function add(user: User, email: string | undefined): Promise<void> {
    const account = user?.login ? accountOf(user) : await accountOfEmail(repository, email ?? "", resolve);
    if (account) writers.set(account.login.toLowerCase(), account);
    else unknown.add(email ?? "");
  }

  await add(commit.author, commit.commit.author?.email);
  if (commit.committer?.login !== WEB_FLOW) await add(commit.committer, commit.commit.committer?.email);
  for (const email of coAuthors(commit.commit.message)) await add(null, email);
  const parents = commit.parents.map(({ sha = "" }) => sha);
  return { commit: commit.sha, writers: [...writers.values()], unknown: [...unknown], parents };
}

/**
 * Looked for in every line, not in the last paragraph alone: one too many is no harm. The blanks around are those of one
 * line: over several, a message of nothing but line ends would be searched anew from each of them.
 */
export function coAuthors(message: string): readonly string[] {
  return [...message.matchAll(/^[^\S\r\n]*co-authored-by:.*?<([^<>\r\n]{1,320})>[^\S\r\n]*$/gim)].map(
    ([, email = ""]) => email.trim(),
  );
}

/** https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address */
const NO_REPLY = /^(?:(\d{1,15})\+)?([a-z\d](?:[a-z\d-]{0,38})(?:\[bot\])?)@users\.noreply\.[a-z\d.-]+$/i;

async function accountOfEmail(
  { calls }: Repository,
  email: string,
  resolve: ResolveEmail,
): Promise<Account | undefined> {
  const known = resolve(email.toLowerCase());
  if (known) return known;
  const [, id, login] = NO_REPLY.exec(email) ?? [];
  if (login === undefined) return undefined;
  if (id !== undefined) return { login, id: Number(id), bot: login.endsWith("[bot]") };
  try {
    return accountOf((await calls.request("GET /users/{username}", { username: login })).data);
  } catch (error) {
    if (isTransient(error) || statusOf(error) !== 404) throw error;
    return undefined;
  }
}
