import { expect, test } from "vitest";
import { endBranch } from "../../src/core/expire.js";
import { readAccess } from "../../src/core/read/access-folder.js";
import { finding } from "../../src/model/finding.js";
import { instantOf } from "../../src/model/instant.js";
import type { LedgerLine, Verdict } from "../../src/model/ledger-line.js";
import { Failure } from "../../src/ports/failure.js";
import type { Check, Forge, PullRequest } from "../../src/ports/forge.js";
import type { History } from "../../src/ports/history.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import type { Context } from "../../src/run/context.js";

const NOW = instantOf(Date.UTC(2026, 10, 22, 14));
const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const HEAD = "d".repeat(40);
const BASE = "b".repeat(40);

const PULL: PullRequest = {
  number: 7,
  title: "Ask",
  author: { login: "alice", id: 1, bot: false },
  draft: false,
  open: true,
  opened: instantOf(Date.UTC(2026, 10, 22, 13)),
  head: { commit: HEAD, branch: "ask", repository: "acme/access" },
  base: { commit: BASE, branch: "main" },
};

/** Of everything outside only what this pull request is asked of. */
function contextOf(forge: Partial<Forge>, status: "added" | "deleted"): Context {
  const history: Partial<History> = {
    fetch: async () => undefined,
    branch: async () => BASE,
    ensure: async () => true,
    changesOf: async () => [{ status, path: PATH, mode: "100644", blob: "e".repeat(40) }],
    tree: async () => [],
    blobs: async () => new Map(),
    additions: async () => new Map(),
  };
  const part = {
    forge: {
      repository: "acme/access",
      defaultBranch: "main",
      pullRequest: async () => PULL,
      reviews: async () => [],
      commits: async () => [],
      pushes: async () => [],
      reviseComment: async () => undefined,
      ...forge,
    },
    history,
    ledger: { read: async () => ({ lines: [], findings: [] }) },
    log: { info() {}, warn() {}, error() {} },
    accessAt: async () => readAccess(BASE, [], {}),
  };
  return part as unknown as Context;
}

test("what cannot be judged is denied with its cause, and asked about no more", async () => {
  const checks: Check[] = [];
  const context = contextOf(
    {
      pushes: () => Promise.reject(new Failure("#7: nobody made the branch", { transient: false })),
      comment: async () => undefined,
      publishCheck: async (_name, _head, check) => void checks.push(check),
    },
    "added",
  );
  const { merged, view } = await checkPullRequest(context, 7, NOW);
  expect([merged, view?.kind]).toEqual([false, "unjudged"]);
  expect(checks.map(({ conclusion, messages }) => [conclusion, messages])).toEqual([
    ["failure", [expect.stringContaining("nobody made the branch")]],
  ]);
});

test("what cannot be judged now is left to be judged again", async () => {
  const away = new Failure("GitHub answered 503", { transient: true });
  const context = contextOf({ pushes: () => Promise.reject(away) }, "added");
  await expect(checkPullRequest(context, 7, NOW)).rejects.toBe(away);
});

test("a locked conversation and a reviewer who is none hold up no check", async () => {
  const checks: Check[] = [];
  const locked = () => Promise.reject(new Failure("GitHub answered 403", { transient: false }));
  const context = contextOf(
    { comment: locked, requestReviews: locked, publishCheck: async (_name, _head, check) => void checks.push(check) },
    "deleted",
  );
  await checkPullRequest(context, 7, NOW);
  expect(checks).toHaveLength(1);
});

test("what is not allowed any more is not said to be unmerged", async () => {
  const revised: string[] = [];
  const context = contextOf(
    {
      comment: async () => undefined,
      publishCheck: async () => undefined,
      requestReviews: async () => undefined,
      reviseComment: async (_pull, marker, body) => void revised.push(`${marker}: ${body}`),
    },
    "deleted",
  );
  await checkPullRequest(context, 7, NOW);
  expect(revised).toEqual([expect.stringMatching(/^unmerged: GitHub did not merge this while it was allowed\./)]);
});

test("what was merged is said to be, though its branch could not be deleted", async () => {
  const commit = "a".repeat(40);
  const deleted: string[] = [];
  const base = contextOf(
    {
      pullRequest: async () => ({ ...PULL, head: { ...PULL.head, branch: endBranch(PATH) } }),
      comment: async () => undefined,
      publishCheck: async () => undefined,
      merge: async () => ({ merged: true, commit }),
      deleteBranch: async (branch) => {
        deleted.push(branch);
        throw new Failure("GitHub answered 503", { transient: true });
      },
    },
    "deleted",
  );
  const blob = "e".repeat(40);
  const event = { path: PATH, commit, parents: [BASE], blob };
  const verdict: Verdict = { stands: false, finding: finding("merge-direct", { path: PATH }, { commit }) };
  const line: LedgerLine = { kind: "judged", at: NOW, request: PATH, blob, commit, verdict };
  const { merged } = await checkPullRequest(
    {
      ...base,
      history: { ...base.history, additions: async () => new Map([[PATH, event]]) },
      ledger: { ...base.ledger, read: async () => ({ lines: [line], findings: [] }) },
    },
    7,
    NOW,
  );
  expect([merged, deleted]).toEqual([true, [endBranch(PATH)]]);
});
