import type { Octokit } from "@octokit/rest";

/**
 * Protects the repository as the administrator of a real one would: nothing reaches `main` but by a pull request that
 * a code owner approved and that the check of this App passed; the App alone may merge without a review, and only by
 * pull request; the ledger is the App's alone.
 */
export async function protect(
  api: Octokit,
  { owner, repo, app }: { readonly owner: string; readonly repo: string; readonly app: number },
): Promise<void> {
  await api.rest.repos.createRepoRuleset({
    owner,
    repo,
    name: "main",
    target: "branch",
    enforcement: "active",
    bypass_actors: [{ actor_id: app, actor_type: "Integration", bypass_mode: "pull_request" }],
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 0,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
          allowed_merge_methods: ["merge"],
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: "curfew", integration_id: app }],
        },
      },
    ],
  });
  await api.rest.repos.createRepoRuleset({
    owner,
    repo,
    name: "ledger",
    target: "branch",
    enforcement: "active",
    bypass_actors: [{ actor_id: app, actor_type: "Integration", bypass_mode: "always" }],
    conditions: { ref_name: { include: ["refs/heads/curfew-ledger"], exclude: [] } },
    rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }, { type: "non_fast_forward" }],
  });
}
