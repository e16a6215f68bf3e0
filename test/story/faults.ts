import { settle } from "../../src/demo/settle.js";
import type { Step, Teller } from "../../src/demo/step.js";
import { REPOSITORY } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import type { Call, Fault, FaultMode } from "../../src/sandbox/faults.js";
import { recordingLog, START } from "./stage.js";

/** What must be the same however often something failed on the way. */
export interface End {
  /** The tree of `main`. */
  readonly tree: string;
  readonly bindings: readonly string[];
  /** Receipts without their times, and without how they were learnt. */
  readonly receipts: readonly string[];
  /** Of pull requests and issues. */
  readonly comments: number;
  readonly pulls: number;
  /** How each issue stands. */
  readonly issues: readonly string[];
  /** How each command was answered. */
  readonly answers: readonly string[];
  readonly branches: readonly string[];
}

export interface Told {
  readonly steps: readonly Step[];
  readonly end: End;
  /** Every call that Curfew made, in order. */
  readonly calls: readonly Call[];
}

/** A story in which something goes wrong on Curfew's side; people's own calls never fail. */
export type Trouble =
  | { readonly kind: "none" }
  /** One call fails, and no SDK tries again. */
  | { readonly kind: "once"; readonly at: number; readonly mode: FaultMode }
  /** Every n-th call fails, and the SDKs try again. */
  | { readonly kind: "every"; readonly every: number; readonly mode: FaultMode }
  /** The process dies at a call, before or after its work, and is started again. */
  | { readonly kind: "stop"; readonly at: number; readonly after: boolean };

export function isCurfews(call: Call): boolean {
  return call.caller.startsWith("app/curfew") || call.caller.endsWith(":user/curfew");
}

/** A fetch of git's is one call of several requests: nobody but git itself could try one of them again alone. */
function beginsACall(call: Call): boolean {
  return isCurfews(call) && !call.name.endsWith(" (continued)");
}

/** A story that can be told over and over. */
export type Story = (world: World, teller: Teller) => Promise<unknown>;

export async function tellWith(story: Story, trouble: Trouble): Promise<Told> {
  const world = await createWorld({
    start: START,
    running: false,
    log: recordingLog(),
    retryDelay: 0,
    ...(trouble.kind === "every" || trouble.kind === "none" ? {} : { retries: 0 }),
  });
  try {
    const told = await tell(story, inject(world, trouble));
    return { ...told, calls: world.faults.calls.filter(isCurfews) };
  } finally {
    await world.close();
  }
}

async function tell(story: Story, world: World): Promise<Pick<Told, "steps" | "end">> {
  const steps: Step[] = [];
  const teller: Teller = { chapter() {}, screen() {}, step: (step) => steps.push(step) };
  await story(world, teller);
  await settle(world, async () => (await openBranches(world)).every((name) => !name.startsWith("curfew/")));
  return { steps, end: await endOf(world) };
}

function inject(world: World, trouble: Trouble): World {
  switch (trouble.kind) {
    case "none":
      return world;
    case "once":
      world.faults.inject({ match: isCurfews, at: trouble.at, mode: trouble.mode });
      return world;
    case "every":
      world.faults.inject({ match: beginsACall, every: trouble.every, mode: trouble.mode });
      return world;
    case "stop":
      return stoppedAt(world, trouble);
    default:
      return trouble satisfies never;
  }
}

/** From the k-th call on nothing that the process does reaches anybody, until it is noticed and started again. */
function stoppedAt(world: World, { at, after }: { readonly at: number; readonly after: boolean }): World {
  let dead = false;
  const dying: Fault = {
    match: isCurfews,
    from: after ? at + 1 : at,
    mode: "timeout",
    onStrike: () => {
      dead = true;
    },
  };
  const removals = [world.faults.inject(dying)];
  if (after) {
    removals.push(
      world.faults.inject({
        match: isCurfews,
        at,
        mode: "lost-answer",
        onStrike: () => {
          dead = true;
        },
      }),
    );
  }
  const { curfew } = world;
  return {
    ...world,
    curfew: {
      start: () => curfew.start(),
      stop: () => curfew.stop(),
      get running() {
        return curfew.running;
      },
      async idle() {
        await curfew.idle();
        if (!dead || !curfew.running) return;
        await curfew.stop();
        for (const remove of removals) remove();
        dead = false;
        await curfew.start();
        await curfew.idle();
      },
    },
  };
}

async function openBranches(world: World): Promise<readonly string[]> {
  const { data } = await world.people.dana.api.rest.repos.listBranches(REPOSITORY);
  return data.map(({ name }) => name).sort();
}

async function endOf(world: World): Promise<End> {
  const { api } = world.people.dana;
  const { data: commit } = await api.rest.git.getTree({ ...REPOSITORY, tree_sha: "main" });
  const { data: pulls } = await api.rest.pulls.list({ ...REPOSITORY, state: "all" });
  const { data: all } = await api.rest.issues.listForRepo({ ...REPOSITORY, state: "all", direction: "asc" });
  const issues = all.filter(({ pull_request: ofPull }) => ofPull === undefined);
  const comments = await Promise.all(
    [...pulls, ...issues].map(({ number }) => api.rest.issues.listComments({ ...REPOSITORY, issue_number: number })),
  );
  const said = comments.flatMap(({ data }) => data);
  return {
    tree: commit.sha,
    bindings: await world.cloud.root.roles("/curfew/"),
    receipts: await receiptsOf(world),
    comments: said.length,
    pulls: pulls.length,
    issues: issues.map(({ title, state }) => `${title}: ${state}`),
    answers: await answersTo(world, said),
    branches: await openBranches(world),
  };
}

/** Reactions to what people commanded, in the order in which they did. */
async function answersTo(
  world: World,
  said: readonly { readonly id: number; readonly body?: string | undefined; readonly user: { login: string } | null }[],
): Promise<readonly string[]> {
  const { api } = world.people.dana;
  const commands = said.filter(({ body = "" }) => body.startsWith("/curfew")).toSorted((one, two) => one.id - two.id);
  const answers = commands.map(async ({ id, body = "", user }) => {
    const { data } = await api.rest.reactions.listForIssueComment({ ...REPOSITORY, comment_id: id });
    // A plan is named by what is held, and until when: by the story's clock, which a failure moves.
    return `${user?.login}: ${body.replace(/[0-9a-f]{16}/, "…")} ${data.map(({ content }) => content).join(" ")}`;
  });
  return Promise.all(answers);
}

/** What the ledger says was done: a failure that was made good again is a matter of when, not of what. */
async function receiptsOf(world: World): Promise<readonly string[]> {
  const { dana } = world.people;
  await dana.pull();
  const text = await dana.shell(
    "git ls-tree -r --name-only origin/curfew-ledger | grep '[.]jsonl$' | while read -r file; do git show \"origin/curfew-ledger:$file\"; done",
  );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ kind, result }) => kind !== "receipt" || (result as { outcome: string }).outcome !== "failed")
    .flatMap((line) => recordOf(line) ?? []);
}

function recordOf({ kind, action, who, what, request, cause, by, note }: Record<string, unknown>): string | undefined {
  if (kind === "reviewed") return JSON.stringify({ kind, request, by, note });
  return kind === "receipt" ? JSON.stringify({ action, who, what, request, cause }) : undefined;
}

/** How many of the calls are tried; `npm run test:faults` tries them all. */
const SHARE = Number(process.env["CURFEW_FAULTS_SHARE"] ?? "0.03");

/** Calls spread over the whole story, always the same ones; other ones for another offset. */
export function chosen(calls: readonly Call[], offset: number): readonly number[] {
  const stride = Math.max(1, Math.round(1 / SHARE));
  return calls.map((_, index) => index + 1).filter((at) => at % stride === offset % stride);
}

/** The calls after whose trouble the story did not end as the sound one did, and how it ended instead. */
export async function differences(
  story: Story,
  sound: Told,
  calls: readonly number[],
  trouble: (at: number) => Trouble,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const at of calls) {
    const told = await tellWith(story, trouble(at));
    const failed = told.steps.filter((step) => !step.ok).map((step) => `${step.what}: ${step.observed}`);
    if (failed.length === 0 && JSON.stringify(told.end) === JSON.stringify(sound.end)) continue;
    found.push({ at, call: sound.calls[at - 1]?.name, failed, end: told.end });
  }
  return found;
}

interface Difference {
  readonly at: number;
  readonly call: string | undefined;
  readonly failed: readonly string[];
  readonly end: End;
}
