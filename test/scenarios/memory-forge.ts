import type { Comment, OwnIssue, Reaction } from "../../src/model/comment.js";
import type { Instant } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import type { Conversation } from "../../src/ports/conversation.js";
import type { Forge, PullRequest } from "../../src/ports/forge.js";
import type { Context } from "../../src/run/context.js";
import { type MemoryWorld, memoryKind } from "../../src/testing/index.js";
import { accountOf, BASE, HEAD } from "./facts.js";
import type { ConversationScenario } from "./scenario.js";
import { instant, kindNamed, mergeOf, pullOf, type Stage, unexpected } from "./stage.js";

export const REPOSITORY = "acme/access";
const SELF = "curfew[bot]";

/** What is on the forge, and in the ledger, as the conversation goes on. */
export interface Forum {
  readonly said: Comment[];
  readonly reactions: Map<number, Reaction>;
  /** Ours, by the issue and the marker. */
  readonly posts: Map<string, string>;
  readonly issues: OwnIssue[];
  /** Pull requests that were opened, by their branches. */
  readonly opened: Map<string, Opened>;
  readonly lines: LedgerLine[];
}

export interface Opened {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** What it adds, as it is written; or the path that it removes. */
  readonly files: readonly { readonly path: string; readonly text?: string }[];
}

/** What is opened is numbered from here on. */
const FIRST = 50;

export function createForum(lines: readonly LedgerLine[]): Forum {
  return { said: [], reactions: new Map(), posts: new Map(), issues: [], opened: new Map(), lines: [...lines] };
}

/** The world of a conversation: what it does not come to is not there, and asking for it fails. */
export function contextOf(scenario: ConversationScenario, stage: Stage, forum: Forum, world: MemoryWorld): Context {
  const memory = memoryKind(world);
  const parts: { readonly [Part in keyof Context]: Partial<Context[Part]> } = {
    forge: forgeOf(scenario, forum),
    conversation: conversationOf(forum),
    history: stage.history,
    ledger: {
      read: async () => ({ lines: [...forum.lines], findings: [] }),
      append: async (lines) => void forum.lines.push(...lines),
    },
    people: { membersOf: async (organization, slug) => scenario.teams?.[`${organization}/${slug}`] },
    providers: {
      kind: kindNamed,
      // Every system is held in memory here, whatever its kind.
      open: (system) => memory.open({ system, repository: REPOSITORY, environment: {} }),
    },
    log: { info() {}, warn() {}, error: (event, fields) => void (event === "bug" && unexpected(fields)) },
    budget: UNLIMITED,
    accessAt: stage.accessAt,
  };
  return parts as unknown as Context;
}

function forgeOf({ granted = [] }: ConversationScenario, forum: Forum): Partial<Forge> {
  const merged = new Map(
    granted.map((one, index) => [
      pullOf(one),
      mergedPull(pullOf(one), { at: instant(one.merged), commit: mergeOf(granted, one, index) }),
    ]),
  );
  return {
    repository: REPOSITORY,
    defaultBranch: "main",
    self: SELF,
    skew: () => 0,
    askTime: async () => undefined,
    pullRequest: async (number) => merged.get(number) ?? unmergedPull(number),
    pullRequestOfMerge: async () => undefined,
    mayWrite: async () => true,
    rejectedOwners: async () => [],
    publishCheck: async () => undefined,
    comment: async (on, marker, body) => void forum.posts.set(`#${on} ${marker}`, body),
    reviseComment: async (on, marker, body) => {
      if (forum.posts.has(`#${on} ${marker}`)) forum.posts.set(`#${on} ${marker}`, body);
    },
    openRemoval: async ({ branch, path, title, body }) => open(forum, branch, { title, body, files: [{ path }] }),
  };
}

function conversationOf(forum: Forum): Partial<Conversation> {
  return {
    commentsOn: async (issue, since) => forum.said.filter((one) => one.issue === issue && one.at >= since),
    commentsSince: async (since) => forum.said.filter(({ at }) => at >= since),
    comment: async (id) => forum.said.find((one) => one.id === id),
    reactionTo: async ({ id }) => forum.reactions.get(id),
    react: async ({ id }, reaction) => void forum.reactions.set(id, reaction),
    ownIssues: async () => [...forum.issues],
    openIssues: async () => forum.issues.filter((issue) => issue.open),
    issue: async (marker, _since, text) => {
      const before = forum.issues.find((issue) => issue.marker === marker);
      if (before) return before;
      const issue = { number: nextNumber(forum), open: true, marker, ...text };
      forum.issues.push(issue);
      return issue;
    },
    editIssue: async ({ number }, text) => edit(forum, number, text),
    setOpen: async (number, isOpen) => edit(forum, number, { open: isOpen }),
    propose: async ({ branch, title, body, files }) => open(forum, branch, { title, body, files }),
  };
}

function edit(forum: Forum, number: number, change: Partial<OwnIssue>): void {
  const index = forum.issues.findIndex((issue) => issue.number === number);
  const issue = forum.issues[index];
  if (issue === undefined) throw new Error(`#${number} is no issue of ours`);
  forum.issues[index] = { ...issue, ...change };
}

/** Somebody closes it by hand. */
export function closeIssue(forum: Forum, number: number): void {
  edit(forum, number, { open: false });
}

function open(forum: Forum, branch: string, text: Omit<Opened, "number">): PullRequest {
  const opened = forum.opened.get(branch) ?? { ...text, number: nextNumber(forum) };
  forum.opened.set(branch, opened);
  return unmergedPull(opened.number);
}

function nextNumber({ issues, opened }: Forum): number {
  return FIRST + issues.length + opened.size;
}

function unmergedPull(number: number): PullRequest {
  return {
    number,
    title: "Ask",
    author: accountOf("alice"),
    draft: false,
    open: true,
    opened: 0 as Instant,
    head: { commit: HEAD, branch: "ask", repository: REPOSITORY },
    base: { commit: BASE, branch: "main" },
  };
}

function mergedPull(number: number, merged: NonNullable<PullRequest["merged"]>): PullRequest {
  return { ...unmergedPull(number), open: false, merged };
}
