import type { Stage } from "../stage.js";
import { checkForeign } from "./foreign.js";
import { checkUsable } from "./usable.js";

const SEEN = new WeakMap<Stage, { activities: number }>();

/** What must hold after every step, whatever else is wrong in the world. */
export function checkStep(stage: Stage): void {
  const seen = SEEN.get(stage) ?? { activities: 0 };
  SEEN.set(stage, seen);
  checkUsable(stage);
  checkForeign(stage, seen);
}
