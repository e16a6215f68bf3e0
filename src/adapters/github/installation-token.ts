import type { Octokit } from "@octokit/rest";
import { githubFailure } from "./github-failure.js";

/**
 * What git shows to fetch. It lives for an hour, and is asked for anew before that: where GitHub does not give it, git
 * cannot be asked either, which is no more than that.
 */
export async function installationToken(client: Pick<Octokit, "auth">): Promise<string> {
  try {
    const { token } = (await client.auth({ type: "installation" })) as { readonly token: string };
    return token;
  } catch (error) {
    throw githubFailure("asking for the token of the installation", error);
  }
}
