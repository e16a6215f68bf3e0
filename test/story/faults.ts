import { settle } from "../../src/demo/settle.js";
import type { Step, Teller } from "../../src/demo/step.js";
import { createWorld, type World } from "../../src/demo/world.js";
import type { Call, Fault, FaultMode } from "../../src/sandbox/faults.js";
import { type End, endOf, openBranches } from "./end.js";
import { recordingLog, START } from "./stage.js";

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
