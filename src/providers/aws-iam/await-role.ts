import { setTimeout } from "node:timers/promises";
import type { ProviderContext } from "../../ports/provider.js";
import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import { type Blueprint, PERMISSIONS } from "./blueprint.js";
import { DEADLINE } from "./deadline-policy.js";
import { sameDocument } from "./policy-document.js";
import { attachedArns, inlineDocument, inlineNames, readRole } from "./role-state.js";
import { ownTags, sameTags } from "./role-tags.js";

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

/** Looks until the role is seen as the blueprint says, or enough was waited. Returns whether it was. */
export async function awaitRole(
  aws: Aws,
  blueprint: Blueprint,
  scope: Parameters<typeof readRole>[2],
  pause: Pause,
): Promise<boolean> {
  for (const milliseconds of PAUSES) {
    if (await isSeen(aws, blueprint, scope)) return true;
    await pause(milliseconds);
  }
  return isSeen(aws, blueprint, scope);
}

async function isSeen(aws: Aws, blueprint: Blueprint, scope: Parameters<typeof readRole>[2]): Promise<boolean> {
  try {
    return await isWhole(aws, blueprint, scope);
  } catch (error) {
    // A part that is not seen while the whole is.
    if (error instanceof AwsFailure && error.code === "NoSuchEntity") return false;
    throw error;
  }
}

async function isWhole(aws: Aws, blueprint: Blueprint, scope: Parameters<typeof readRole>[2]): Promise<boolean> {
  const { name, tags, trust, deadline, permissions, attached, boundary } = blueprint;
  const role = await readRole(aws, name, scope);
  if (!role || role.boundary !== boundary || !sameTags(ownTags(role.tags), tags) || !sameDocument(role.trust, trust))
    return false;
  const names = await inlineNames(aws, name);
  if (names.length !== (permissions ? 2 : 1)) return false;
  if (!sameDocument(await inlineDocument(aws, name, DEADLINE), deadline)) return false;
  if (permissions && !sameDocument(await inlineDocument(aws, name, PERMISSIONS), permissions)) return false;
  const arns = await attachedArns(aws, name);
  return arns.length === attached.length && attached.every((arn) => arns.includes(arn));
}
