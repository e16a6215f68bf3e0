import { execFile } from "node:child_process";
import { mkdtemp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import type { World } from "../../src/demo/world.js";
import { environmentIn } from "../cli/curfew.js";
import { filledIn, holds, type Job, type Values, workflowOf } from "./workflow.js";

/** What a step that was run printed, and its exit code. */
export interface Ran {
  readonly run: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The steps that stand for themselves here: the package is built already, and the checkout holds it. */
const PREPARING = ["npm ci && npm run build"];

/**
 * Runs the jobs of a workflow for an event as GitHub's runner would: conditions, environment, each `run` by bash in the
 * checkout. Actions are not run: what they leave in the environment is given.
 */
export async function runWorkflow(
  world: World,
  file: string,
  event: string,
  payload: Values = {},
): Promise<readonly Ran[]> {
  const { CURFEW_APP_ID = "", CURFEW_PRIVATE_KEY = "" } = world.curfewEnvironment;
  const values: Values = {
    "vars.CURFEW": "on",
    "vars.CURFEW_APP_ID": CURFEW_APP_ID,
    "secrets.CURFEW_PRIVATE_KEY": CURFEW_PRIVATE_KEY,
    "github.event_name": event,
    ...payload,
  };
  const workflow = workflowOf(file);
  if (!(event in workflow.on)) throw new Error(`${file} is not run on ${event}`);
  const ran: Ran[] = [];
  for (const job of Object.values(workflow.jobs)) {
    if (holds(job.if, values)) ran.push(...(await runJob(world, job, values)));
  }
  return ran;
}

async function runJob(world: World, job: Job, values: Values): Promise<readonly Ran[]> {
  const checkout = await mkdtemp(join(world.directory, "runner-"));
  await symlink(join(inject("packageFolder"), "dist"), join(checkout, "dist"));
  const ran: Ran[] = [];
  let failed = false;
  for (const { run, if: condition, env } of job.steps) {
    if (run === undefined || PREPARING.includes(run) || !holds(condition, values)) continue;
    if (failed && condition !== "always()") continue;
    const own = Object.entries({ ...job.env, ...env }).map(([name, text]) => [name, filledIn(text, values)]);
    const step = await shell(run, checkout, { ...surroundings(world, job), ...Object.fromEntries(own) });
    failed ||= step.exit !== 0;
    ran.push(step);
  }
  return ran;
}

/** What the runner itself sets, and what the step that takes on the role at AWS leaves. */
function surroundings(world: World, job: Job): Readonly<Record<string, string | undefined>> {
  const {
    CURFEW_APP_ID: _id,
    CURFEW_PRIVATE_KEY: _key,
    CURFEW_WEBHOOK_SECRET: _secret,
    ...rest
  } = environmentIn(world);
  const signedIn = job.steps.some(({ uses = "" }) => uses.startsWith("aws-actions/configure-aws-credentials@"));
  const given = Object.entries(rest).filter(([name]) => signedIn || !name.startsWith("AWS_"));
  return { PATH: process.env["PATH"], HOME: "/nonexistent", CI: "true", ...Object.fromEntries(given) };
}

function shell(run: string, cwd: string, env: Readonly<Record<string, string | undefined>>): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile("bash", ["-eo", "pipefail", "-c", run], { cwd, env }, (_error, stdout, stderr) =>
      resolve({ run, exit: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
