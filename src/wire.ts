export type { Clock } from "./ports/clock.js";
export type { Log } from "./ports/log.js";
