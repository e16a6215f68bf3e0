import type { Octokit } from "@octokit/rest";

/** What GitHub answers to a token that it does not know any more. */
const UNKNOWN = 401;

interface Asked {
  readonly url: string;
}

/**
 * Asks for another token where GitHub does not take the one that is kept: tokens are kept for an hour, and may be revoked
 * before; since git shows the same, it would be refused as long.
 */
export function renewToken(
  octokit: Pick<Octokit, "hook" | "auth">,
  options: Readonly<Record<string, unknown>> & { readonly renews?: boolean },
): object {
  if (options.renews !== true) return {};
  octokit.hook.wrap("request", async (request, asked) => {
    try {
      return await request(asked);
    } catch (error) {
      const isOurs = /^\/app(?:\/|$)/.test((asked as Asked).url);
      if ((error as { readonly status?: number }).status !== UNKNOWN || isOurs) throw error;
      await octokit.auth({ type: "installation", refresh: true });
      return request(asked);
    }
  });
  return {};
}
