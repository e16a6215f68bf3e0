import type { Octokit } from "@octokit/rest";
import { githubFailure } from "./github-failure.js";

/**
 * What git shows to fetch. It lives for an hour, and is asked for anew before that, and where it was `refused`: where
 * GitHub does not give it, git cannot be asked either, which is no more than that.
 */
export async function installationToken(client: Pick<Octokit, "auth">, refused?: string): Promise<string> {
  const ask = async (refresh: boolean) =>
    ((await client.auth({ type: "installation", refresh })) as { readonly token: string }).token;
  try {
    const token = await ask(false);
    return token === refused ? await ask(true) : token;
  } catch (error) {
    throw githubFailure("asking for the token of the installation", error);
  }
}
