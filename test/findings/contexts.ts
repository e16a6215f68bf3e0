import { readRequest } from "../../src/core/read/request.js";
import type { Finding } from "../../src/model/finding.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import type { Conversation } from "../../src/ports/conversation.js";
import { Failure } from "../../src/ports/failure.js";
import type { Forge, PullRequest } from "../../src/ports/forge.js";
import type { History } from "../../src/ports/history.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import type { Context } from "../../src/run/context.js";
import { countRoom } from "../../src/run/count-room.js";
import { judgeStanding } from "../../src/run/judge-standing.js";
import { kindOf } from "../../src/wire.js";
import { accessWith, FILES, fileOf } from "../core/read/sources.js";
import { access, account, BASE, BLOB, HEAD, MERGE, NOW, PATH, review } from "../core/world.js";

const REQUEST = "who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the replica.\n";
const ADDED = { status: "added", path: PATH, mode: "100644", blob: BLOB } as const;

const PULL: PullRequest = {
  number: 42,
  title: "Ask",
  author: account("alice"),
  draft: true,
  open: true,
  opened: NOW,
  head: { commit: HEAD, branch: "ask", repository: "acme/access" },
  base: { commit: BASE, branch: "main" },
};

export const MERGED_PULL: PullRequest = { ...PULL, open: false, merged: { at: NOW, commit: MERGE } };

/** What nobody answers for good, as an operation that fails says it. */
export function refused(what: string): () => Promise<never> {
  return () => Promise.reject(new Failure(what, { transient: false }));
}

/** A repository in which alice's request is asked for, or merged, with everything outside answering well. */
export function contextOf(
  forge: Partial<Forge> = {},
  history: Partial<History> = {},
  {
    conversation = {},
    ...rest
  }: Partial<Omit<Context, "conversation">> & { readonly conversation?: Partial<Conversation> } = {},
): Context {
  const whole: { readonly [Part in keyof Context]: Partial<Context[Part]> } = {
    forge: {
      repository: "acme/access",
      defaultBranch: "main",
      skew: () => 0,
      askTime: async () => undefined,
      pullRequest: async () => PULL,
      openPullRequests: async () => [],
      pullRequestOfMerge: async () => MERGED_PULL,
      reviews: async () => [review("dana")],
      commits: async () => [{ commit: HEAD, writers: [account("alice")], unknown: [], parents: [BASE] }],
      pushes: async () => [],
      mayWrite: async () => true,
      rejectedOwners: async () => [],
      publishCheck: async () => undefined,
      comment: async () => undefined,
      reviseComment: async () => undefined,
      requestReviews: async () => undefined,
      ...forge,
    },
    conversation: {
      commentsOn: async () => [],
      commentsSince: async () => [],
      comment: async () => undefined,
      openIssues: async () => [],
      ownIssues: async () => [],
      ...conversation,
    },
    history: {
      fetch: async () => undefined,
      branch: async () => BASE,
      ensure: async () => true,
      isIn: async () => true,
      tree: async () => [],
      changes: async () => [ADDED],
      changesOf: async () => [ADDED],
      mergedTree: async () => HEAD,
      blobs: async () => new Map([[BLOB, new TextEncoder().encode(REQUEST)]]),
      additions: async () => new Map(),
      removals: async () => new Map(),
      async *versions() {
        yield MERGE;
      },
      ...history,
    },
    ledger: { read: async () => ({ lines: [], findings: [] }), append: async () => undefined },
    people: { membersOf: async () => undefined },
    providers: {
      kind: async () => undefined,
      open: async () => ({
        kind: "memory",
        curfew: "hard",
        observe: async () => ({ held: [], strangers: [] }),
        grant: refused("AccessDenied"),
        revoke: refused("AccessDenied"),
        howTo: () => "",
        examine: async () => [],
      }),
    },
    log: { info() {}, warn() {}, error() {} },
    budget: UNLIMITED,
    accessAt: async () => access(),
    ...rest,
  };
  return whole as unknown as Context;
}

async function viewFindings(context: Context): Promise<readonly Finding[]> {
  const { view } = await checkPullRequest(context, 42, NOW);
  return view && "findings" in view ? view.findings : [];
}

export function unjudged(): Promise<readonly Finding[]> {
  return viewFindings(contextOf({ pushes: refused("nobody made the branch of #42") }));
}

/** A system that says how many roles Curfew may make, asked for one more. */
export async function oneTooMany(): Promise<readonly Finding[]> {
  const providers = { kind: kindOf, open: refused("AccessDenied") };
  const path = "access/systems/aws-prod.yaml";
  const access = accessWith({ [path]: `${FILES[path]}quotas: { roles: 1 }\n` });
  const asked = REQUEST.replace("aws-prod/admin", "[aws-prod/admin, aws-prod/rds-operator]");
  const { request } = readRequest(fileOf(PATH, asked), access);
  const context = contextOf({}, {}, { providers, accessAt: async () => access });
  const standing = () => judgeStanding(context, NOW);
  return countRoom(context, { requests: request ? [request] : [], access, now: NOW, standing });
}

export function viewOfExisting(): Promise<readonly Finding[]> {
  return viewFindings(contextOf({}, { tree: async () => [{ path: PATH, mode: "100644", blob: BLOB }] }));
}
