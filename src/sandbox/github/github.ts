import type { Webhooks } from "./effects/webhooks.js";
import type { World } from "./world/world.js";

/** What every handler works with: what exists, and who is told when it changes. */
export interface GitHub {
  readonly world: World;
  readonly webhooks: Webhooks;
}
