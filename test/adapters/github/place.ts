import { gitEnvironment } from "../../../src/adapters/git/environment.js";
import { createGit } from "../../../src/adapters/git/git.js";
import { createHistory } from "../../../src/adapters/git/history.js";
import { createCalls } from "../../../src/adapters/github/calls.js";
import { createClient } from "../../../src/adapters/github/client.js";
import { createConversation } from "../../../src/adapters/github/conversation.js";
import { createForge } from "../../../src/adapters/github/forge.js";
import { createLedger } from "../../../src/adapters/github/ledger.js";
import { openRepository, type Repository } from "../../../src/adapters/github/repository.js";
import { type Instant, instantOf, later } from "../../../src/model/instant.js";
import type { LedgerLine } from "../../../src/model/ledger-line.js";
import type { Conversation } from "../../../src/ports/conversation.js";
import type { Forge } from "../../../src/ports/forge.js";
import type { History } from "../../../src/ports/history.js";
import type { Ledger } from "../../../src/ports/ledger.js";
import type { Log } from "../../../src/ports/log.js";
import { REPOSITORY, type Stage } from "../../sandbox/github/stage.js";

/** Our adapters, on a sandbox, as the App. */
export interface Place {
  readonly repository: Repository;
  readonly forge: Forge;
  readonly conversation: Conversation;
  readonly history: History;
  readonly ledger: Ledger;
}

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `retries`: of the SDK and of ours; 0 where each fault must reach the caller. */
export async function openPlace(stage: Stage, retries: number): Promise<Place> {
  const client = createClient({
    baseUrl: stage.sandbox.apiUrl,
    credentials: {
      kind: "app",
      appId: String(stage.app.id),
      privateKey: stage.app.privateKey,
      installationId: stage.app.installation,
    },
    retries,
    retryDelay: 1,
    spaced: false,
    userAgent: "curfew-test",
    log: SILENT,
  });
  const repository = await openRepository({
    calls: createCalls(client, () => instantOf(stage.clock.now())),
    repository: `${REPOSITORY.owner}/${REPOSITORY.repo}`,
    credentials: "app",
    retries: { times: retries, delay: 1 },
  });
  const history = bareHistory(stage);
  const forge = createForge(repository);
  const conversation = createConversation(repository);
  return { repository, forge, conversation, history, ledger: createLedger(repository, history) };
}

/** The sandbox's own repository, read where it lies: always up to date. */
function bareHistory(stage: Stage): History {
  const directory = stage.sandbox.gitDirectory(REPOSITORY.owner, REPOSITORY.repo);
  return createHistory({
    directory,
    git: createGit({ directory, environment: gitEnvironment({ own: false, settings: [] }) }),
    referenceOf: (branch) => `refs/heads/${branch}`,
    fetch: async () => undefined,
    fetchCommit: async () => undefined,
  });
}

export function receiptAt(at: Instant, who: string): LedgerLine {
  return {
    kind: "receipt",
    at,
    action: "grant",
    who,
    what: "aws-prod/admin",
    until: later(at, 3600),
    request: "access/requests/aws-prod/2026/11/22/alice.yaml",
    commit: "a".repeat(40),
    result: { outcome: "done" },
  };
}
