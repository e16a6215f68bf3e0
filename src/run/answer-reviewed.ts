import { type Outcome, refuse, type Said } from "./answer-command.js";
import type { Context } from "./context.js";

export async function answerReviewed(_context: Context, _said: Said, _note: string): Promise<Outcome> {
  return refuse("reviewed", { kind: "place" });
}
