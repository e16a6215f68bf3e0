import type { Account } from "../../model/facts.js";
import { Failure } from "../../ports/failure.js";
import { isTransient, type Retries, retry } from "../retry.js";
import type { Calls } from "./calls.js";
import type { Credentials } from "./client.js";
import { unless } from "./github-failure.js";

/** One repository, seen by one account: what every noun beside this file is asked of. */
export interface Repository {
  readonly calls: Calls;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  /** Our own login. */
  readonly self: string;
  /** Of what the SDK must not try again by itself, since it would be done twice. */
  readonly retries: Retries;
}

export interface RepositoryOptions {
  readonly calls: Calls;
  /** `owner/name`. */
  readonly repository: string;
  readonly credentials: Credentials["kind"];
  readonly retries: Retries;
}

export async function openRepository({
  calls,
  repository,
  credentials,
  retries,
}: RepositoryOptions): Promise<Repository> {
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await calls.request("GET /repos/{owner}/{repo}", { owner, repo });
  return { calls, owner, repo, defaultBranch: data.default_branch, self: await readSelf(calls, credentials), retries };
}

/** Parameters of a write that Octokit must not repeat by itself: whether it was done is looked up first. */
export const ONCE = { request: { retries: 0 } } as const;

/**
 * Creates what must be there once. When the answer was lost it may have been created: that is looked up, and only where
 * it was not is it created again. The creation must carry `ONCE`.
 */
export async function createOnce<T>(
  retries: Retries,
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  return retry(retries, async () => {
    try {
      return await create();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const created = await find();
      if (created === undefined) throw error;
      return created;
    }
  });
}

/**
 * Creates what may be created twice by mistake and then put right. It is tried again at once, since a look in between
 * would be one more call that can fail; `settle` then looks, brings several back to one, and returns that.
 */
export async function createAndSettle<T>(
  retries: Retries,
  settle: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  return retry(retries, async () => {
    try {
      return await create();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (retries.times > 0) await create().catch(unlessTransient);
      const settled = await settle();
      if (settled === undefined) throw error;
      return settled;
    }
  });
}

function unlessTransient(error: unknown): void {
  if (!isTransient(error)) throw error;
}

/** https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app */
async function readSelf(calls: Calls, credentials: Credentials["kind"]): Promise<string> {
  switch (credentials) {
    case "app": {
      const { data } = await calls.request("GET /app");
      if (!data?.slug) throw new Failure("GET /app: GitHub does not say which App this is", { transient: false });
      return botLogin(data.slug);
    }
    case "token": {
      // A workflow's own token is no user's, and may not ask: it acts as this account.
      const answer = await unless([403, 404], calls.request("GET /user"));
      return answer?.data.login ?? botLogin("github-actions");
    }
    default:
      return credentials satisfies never;
  }
}

export function botLogin(slug: string): string {
  return `${slug}[bot]`;
}

/** GitHub gives no user for an account that was deleted, and shows this one instead. */
const GHOST: Account = { login: "ghost", id: 10137, bot: false };

export function accountOf(
  user: { readonly login?: string; readonly id?: number | bigint; readonly type?: string } | null | undefined,
): Account {
  if (user?.login === undefined || user.id === undefined) return GHOST;
  return { login: user.login, id: Number(user.id), bot: user.type === "Bot" };
}
