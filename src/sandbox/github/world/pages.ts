import { emitPull, isPull, note, requestCodeOwners } from "../effects/issue-effects.js";
import { refMoved } from "../effects/ref-moved.js";
import { commitFor } from "../effects/sign-commit.js";
import { editTree } from "../git/edit-tree.js";
import type { GitHub } from "../github.js";
import type { Author, PullRequest, Repository } from "./nouns.js";
import { findAccount, findRepository } from "./world.js";

/** What people do on GitHub's pages alone: its REST API has no call for it. */
export interface Pages {
  /** "Ready for review" on a draft. */
  markReady(pull: PullOnPage): Promise<void>;
  /** "Resolve conflicts" in the web editor: a merge of the base that holds what was written there, signed by GitHub. */
  resolveConflicts(pull: PullOnPage, files: Readonly<Record<string, string>>): Promise<string>;
}

export interface PullOnPage {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Who is at the mouse. */
  readonly login: string;
}

export function createPages(github: GitHub): Pages {
  const { world } = github;

  function find({ owner, repo, number, login }: PullOnPage): {
    readonly repository: Repository;
    readonly issue: PullRequest;
    readonly actor: Author;
  } {
    const repository = findRepository(world, owner, repo);
    const issue = repository?.issues.get(number);
    const account = findAccount(world, login);
    if (!repository || !issue || !isPull(issue) || !account) throw new Error(`no pull request ${number} or ${login}`);
    return { repository, issue, actor: { kind: "user", account } };
  }

  return {
    async markReady(page) {
      const { repository, issue, actor } = find(page);
      await repository.git.mutex.run(async () => {
        issue.pull.draft = false;
        issue.updatedAt = world.clock.now();
        note(github, issue, actor, "ready_for_review");
        await emitPull(github, repository, issue, actor, "ready_for_review");
        await requestCodeOwners(github, repository, issue, actor);
      });
      github.webhooks.flush();
    },

    async resolveConflicts(page, files) {
      const { repository, issue, actor } = find(page);
      const { git } = repository;
      const { baseRef, headRef, headSha: before } = issue.pull;
      const base = git.ref(`refs/heads/${baseRef}`);
      if (base === undefined) throw new Error(`no branch ${baseRef}`);
      const after = await git.mutex.run(async () => {
        const edits = Object.entries(files).map(([path, text]) => ({ path, mode: "100644", sha: git.writeBlob(text) }));
        const tree = await editTree(git, (await git.commit(base))?.tree, edits);
        const message = `Merge branch '${baseRef}' into ${headRef}`;
        const sha = commitFor(world, repository, actor.account, { tree, parents: [before, base], message });
        git.setRef(`refs/heads/${headRef}`, sha);
        await refMoved(github, repository, actor, { ref: `refs/heads/${headRef}`, before, after: sha });
        return sha;
      });
      github.webhooks.flush();
      return after;
    },
  };
}
