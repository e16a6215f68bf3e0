import type { Context } from "../../../../src/run/context.js";
import type { Process } from "../../../simulation/scheduler.js";
import { check } from "./check.js";
import type { Stage } from "./stage.js";

/** What is no end of time was approved by nobody here: nothing is held back for that. */
export const LIMITS = { allowMassRevoke: true };

/** One process that does one thing: a workflow's run, a person's command. */
export function begin(stage: Stage, name: string): { readonly process: Process; readonly context: Context } {
  const { account, bends, company, faults, processes } = stage;
  const process: Process = { name: `${name} ${processes.length + 1}`, alive: true };
  processes.push(process);
  const aws = account.connect(
    (call, work) =>
      faults.call(process, "aws", call, () => {
        const value = work();
        check(stage, `after ${call} of ${process.name}`);
        return value;
      }),
    bends.aws,
  );
  return { process, context: bends.context(company.contextOf(process, faults, aws)) };
}
