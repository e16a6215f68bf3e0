import { join } from "node:path";
import { type Instant, instantOf } from "../model/instant.js";
import type { TimelineEntry } from "../model/timeline.js";
import { renderFinding } from "../render/findings.js";
import { planText } from "../render/plan.js";
import { timelineText } from "../render/timeline.js";
import { prepare } from "../run/prepare.js";
import { trace } from "../run/trace.js";
import { type Context, connect, UNMEASURED } from "../wire.js";
import { curfewClock } from "./clock.js";
import { NAME, OWNER, type World } from "./world.js";

/** What `curfew plan` prints for an operator at this moment. */
export async function showPlan(world: World): Promise<string> {
  const { context, now } = await operator(world);
  const { systems } = await prepare(context, now, { allowMassRevoke: false });
  const changes = systems.flatMap((system) => (system.kind === "observed" ? system.plan.changes : []));
  return planText({ changes, heldBack: [], now });
}

/** What `curfew audit --verify` prints. */
export async function showAudit(world: World): Promise<{
  readonly entries: readonly TimelineEntry[];
  readonly findings: readonly string[];
  readonly text: string;
}> {
  const { context, now } = await operator(world);
  const { entries, findings } = await trace(context, now, { verify: true });
  return { entries, findings: findings.map(renderFinding), text: timelineText(entries) };
}

/** Somebody at a terminal with their own credentials: not the App, which may be stopped. */
async function operator(world: World): Promise<{ readonly context: Context; readonly now: Instant }> {
  const place = {
    apiUrl: world.github.apiUrl,
    gitUrl: world.github.url,
    cache: join(world.directory, "operator"),
    environment: world.operatorEnvironment,
  };
  const credentials = { kind: "token", token: world.people.erin.token } as const;
  const own = { clock: curfewClock(world.clock), log: world.log, metrics: UNMEASURED };
  const connection = await connect(place, `${OWNER}/${NAME}`, credentials, own);
  return { context: connection.context(), now: instantOf(Math.floor(world.clock.now())) };
}
