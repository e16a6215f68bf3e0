import { setTimeout } from "node:timers/promises";
import type { ProviderContext } from "../../ports/provider.js";
import { AwsFailure } from "./aws-failure.js";

/**
 * Seconds that a change may take to be seen. AWS gives no number ("any change that you make takes time to become visible
 * from all possible endpoints"); it is seconds as a rule, and a cached answer may be a minute old.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const SETTLES = 60;

/** Milliseconds between two looks; in all no more than a run can spare. */
const PAUSES = [500, 1000, 2000, 4000] as const;

type Pause = (milliseconds: number) => Promise<void>;

/** How to wait between two looks: as it is given, or with the machine's own timer; not at all where retries do not wait. */
export function pauseOf({ pause, retryDelay }: Pick<ProviderContext, "pause" | "retryDelay">): Pause {
  if (pause) return pause;
  return retryDelay === 0 ? async () => undefined : (milliseconds) => setTimeout(milliseconds);
}

/** Looks until all of it is seen, or enough was waited. Returns whether it was. */
export async function awaitSeen(isWhole: () => Promise<boolean>, pause: Pause): Promise<boolean> {
  for (const milliseconds of PAUSES) {
    if (await isSeen(isWhole)) return true;
    await pause(milliseconds);
  }
  return isSeen(isWhole);
}

async function isSeen(isWhole: () => Promise<boolean>): Promise<boolean> {
  try {
    return await isWhole();
  } catch (error) {
    // A part that is not seen while the whole is.
    if (error instanceof AwsFailure && error.code === "NoSuchEntity") return false;
    throw error;
  }
}
