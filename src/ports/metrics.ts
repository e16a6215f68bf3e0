import type { Figures } from "../model/figures.js";

/** What is measured for whoever watches from outside: never who has what. `repository` is `owner/name`. */
export interface Metrics {
  /** A run has come to its end. */
  ran(repository: string, figures: Figures): void;
  /** It is looked after no more: what was last said of it must not stand for ever. */
  gone(repository: string): void;
  /** So many pull requests ask for access and wait. */
  waits(repository: string, pulls: number): void;
  /** A pull request that asked for access was merged, so many seconds after it was opened. */
  approved(repository: string, seconds: number): void;
  /** Access can be used, so many seconds after it was to begin. */
  usable(repository: string, system: string, seconds: number): void;
  /** What had ended was revoked, so many seconds after its end. */
  revoked(repository: string, system: string, seconds: number): void;
}

/** Where nobody watches. */
export const UNMEASURED: Metrics = {
  ran() {},
  gone() {},
  waits() {},
  approved() {},
  usable() {},
  revoked() {},
};
