import type { Session } from "./cloud.js";
import { narrator, type Teller } from "./step.js";
import { approve, ask } from "./story-asked.js";
import { goHome, reachCurfew, use } from "./story-granted.js";
import { lookBack } from "./story-recorded.js";
import type { World } from "./world.js";

/** What one part of the story leaves for the next. */
export interface Asked {
  readonly path: string;
  readonly pull: number;
  /** The ARN of the role that the reviewer was shown. */
  readonly role: string;
}

export interface Granted extends Asked {
  /** Epoch milliseconds: the curfew. */
  readonly until: number;
  /** Taken half an hour before the curfew: by itself it would live half an hour longer. */
  readonly session: Session;
}

/**
 * Tells the whole story; `ok` where every step came out as it must.
 * @throws the reason of `stop` after the step under which it was told.
 */
export async function tellStory(
  world: World,
  teller: Teller,
  stop?: AbortSignal,
): Promise<Asked & { readonly ok: boolean }> {
  const story = narrator(teller, world.clock.now, stop);
  await world.curfew.start();
  const asked = await ask(world, story);
  await approve(world, story, asked);
  const granted = await use(world, story, asked);
  await reachCurfew(world, story, granted);
  await goHome(world, story, granted);
  await lookBack(world, story, granted);
  return { ...asked, ok: story.allOk };
}
