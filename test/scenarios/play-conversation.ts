import { formatInstant, type Instant } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { roleOf, systemOf } from "../../src/model/what.js";
import { answerComments } from "../../src/run/answer-comments.js";
import type { Context } from "../../src/run/context.js";
import { reconcile } from "../../src/run/reconcile.js";
import { createMemoryWorld, type MemoryWorld, memoryName } from "../../src/testing/index.js";
import { accountOf } from "./facts.js";
import { closeIssue, contextOf, createForum, type Forum, REPOSITORY } from "./memory-forge.js";
import { newsOf } from "./news.js";
import type { Outcome } from "./outcome.js";
import type { ConversationScenario, Step } from "./scenario.js";
import { fenced, headingOf, pageOf } from "./screen.js";
import { instant, type Stage, setStage } from "./stage.js";

/** Lets people speak and time pass, and has Curfew answer and reconcile as it does at every event. */
export async function playConversation(scenario: ConversationScenario): Promise<Outcome> {
  const stage = await setStage(scenario);
  const world = createMemoryWorld();
  const forum = createForum([...stage.lines, ...hold(stage, world)]);
  const context = contextOf(scenario, stage, forum, world);
  // What stands before anybody speaks is no news.
  await reconcile(context, stage.now);
  const begin = newsOf(createForum(forum.lines), forum);
  const blocks = [...headingOf(scenario), ...(begin.blocks.length === 0 ? [] : ["## Before", ...begin.blocks])];
  const came: unknown[] = [];
  const expected: unknown[] = [];
  let now = stage.now;
  let held = world.entries.size;
  for (const step of scenario.steps) {
    now = step.at === undefined ? now : instant(step.at);
    const before = structuredClone(forum);
    const done = await take(step, { context, forum, now });
    const news = newsOf(before, forum);
    const shown = [...done.shown, ...news.blocks, ...done.findings.map((code) => `Reports \`${code}\`.`)];
    blocks.push(`## ${formatInstant(now)}`, ...(shown.length === 0 ? ["Nothing happens."] : shown));
    const text = shown.join("\n\n");
    const { because = [], never = [], ...expect } = step.expect;
    held = expect.held ?? held;
    const { reaction, findings } = done;
    const { opens, writes } = news;
    came.push({
      ...{ reaction, findings, opens, writes, issue: issueOf(forum), held: world.entries.size },
      unsaid: because.filter((reason) => !text.includes(reason)),
      said: never.filter((reason) => text.includes(reason)),
    });
    expected.push({
      ...{ reaction: "none", findings: [], opens: [], writes: [], issue: "none", ...expect, held },
      ...{ unsaid: [], said: [] },
    });
  }
  const screen = pageOf(blocks);
  return { screen, reasons: screen, came: { steps: came }, expected: { steps: expected }, because: [], never: [] };
}

interface Taken {
  readonly reaction: string;
  readonly findings: readonly string[];
  readonly shown: readonly string[];
}

interface Scene {
  readonly context: Context;
  readonly forum: Forum;
  readonly now: Instant;
}

async function take(step: Step, scene: Scene): Promise<Taken> {
  const { context, forum, now } = scene;
  if (step.comments !== undefined) return say(step, step.comments, scene);
  const [issue] = forum.issues;
  if (step.closes !== undefined && issue !== undefined) closeIssue(forum, issue.number);
  const { findings } = await reconcile(context, now);
  const shown = step.closes === undefined || issue === undefined ? [] : [`**${step.closes}** closes #${issue.number}.`];
  return { reaction: "none", findings: codesOf(findings), shown };
}

async function say({ by = "alice", on = "pull", edited = false }: Step, body: string, scene: Scene): Promise<Taken> {
  const { context, forum, now } = scene;
  const issue = numberOf(on, forum);
  const comment = {
    ...{ id: 100 + forum.said.length, issue, onPull: forum.issues.every(({ number }) => number !== issue) },
    ...{ by: accountOf(by), at: now, edited, body, reacted: false },
  };
  forum.said.push(comment);
  const answered = await answerComments(context, issue, now);
  const reaction = forum.reactions.get(comment.id) ?? "none";
  const after = structuredClone(forum);
  const again = await answerComments(context, issue, now);
  if (again.commands.length > 0 || newsOf(after, forum).blocks.length > 0) throw new Error("answered twice");
  const reconciled = answered.reconcile ? (await reconcile(context, now)).findings : [];
  return {
    reaction,
    findings: codesOf([...answered.findings, ...reconciled]),
    shown: [
      `**${comment.by.login}** comments on #${issue}${edited ? ", and it is edited" : ""}:`,
      fenced(body),
      reaction === "none" ? "No reaction." : `Reaction: ${reaction}`,
    ],
  };
}

function numberOf(on: NonNullable<Step["on"]>, { issues }: Forum): number {
  if (on === "pull") return 7;
  if (on !== "issue") return on;
  const [issue] = issues;
  if (issue === undefined) throw new Error("there is no issue to comment on");
  return issue.number;
}

function issueOf({ issues: [issue] }: Forum): "open" | "closed" | "none" {
  if (issue === undefined) return "none";
  return issue.open ? "open" : "closed";
}

function codesOf(findings: readonly { readonly code: string }[]): readonly string[] {
  return findings.map(({ code }) => code).toSorted();
}

/** Brings about what is granted now, as an earlier run did; its receipts. */
export function hold({ lines, now }: Stage, world: MemoryWorld): readonly LedgerLine[] {
  return lines.flatMap((line): readonly LedgerLine[] => {
    if (line.kind !== "judged" || !line.verdict.stands) return [];
    const { who, what, identity, window } = line.verdict;
    if (window.from > now || window.until <= now) return [];
    const { request, commit, at } = line;
    return what.map((one) => {
      const [system, role] = [systemOf(one), roleOf(one)];
      const mark = { repository: REPOSITORY, who, what: one, until: window.until, request, commit };
      world.entries.set(memoryName(system, identity, role), { system, role, member: true, identity, mark });
      const { repository: _, ...receipt } = mark;
      return { kind: "receipt", at, action: "grant", ...receipt, result: { outcome: "done" } };
    });
  });
}
