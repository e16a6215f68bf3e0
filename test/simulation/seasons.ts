import type { Act } from "./acts/act.js";
import { ask, command, editComment } from "./acts/asking.js";
import { acceptPush, editRole, lookAtEdit, moveSystem, pushRole, removeSystem, renameSystem } from "./acts/editing.js";
import { damage, makeForeign, tryToMakeItLast } from "./acts/holding.js";
import { jump, pass, passHours, passToEnd } from "./acts/passing.js";
import {
  deleteBranch,
  mergeByHand,
  mergeByPush,
  proposeRemoval,
  pushDirectly,
  pushMore,
  rewriteMain,
  updateBranch,
} from "./acts/pushing.js";
import { approve, closeOrReopen, dismissReview, makeReady } from "./acts/reviewing.js";
import { changeRules } from "./acts/ruling.js";
import { changeHealth, hang, heal, loseWakes, runOnce, skewClock, startReplica, stopReplica } from "./acts/trouble.js";
import { approveWaiting, giveUp, holderSays, work, workThere } from "./acts/working.js";
import { settle } from "./invariants/settled.js";

/** What mostly happens in a history. */
export type Season = (typeof SEASON_NAMES)[number];

export const SEASON_NAMES = ["stormy", "busy", "scheduled", "changing"] as const;

type Acts = readonly (readonly [weight: number, act: Act])[];

const settled: Act = async (stage) => {
  await settle(stage);
  return "everything settles";
};

/** Most of what is asked for is not allowed, and much else goes wrong. */
const STORMY: Acts = [
  [16, ask],
  [20, approve],
  [2, dismissReview],
  [1, closeOrReopen],
  [1, makeReady],
  [3, pushMore],
  [2, updateBranch],
  [4, mergeByHand],
  [1.5, mergeByPush],
  [2, pushDirectly],
  [0.7, rewriteMain],
  [2, proposeRemoval],
  [0.5, deleteBranch],
  [3, changeRules],
  [5, command],
  [0.5, editComment],
  [4, tryToMakeItLast],
  [1.5, makeForeign],
  [1.5, damage],
  [14, pass],
  [8, passToEnd],
  [1, jump],
  [4, changeHealth],
  [2, heal],
  [2.5, stopReplica],
  [3, startReplica],
  [2, runOnce],
  [1, skewClock],
  [0.7, loseWakes],
  [1.2, settled],
];

/** Much is held at once, of which something is always renewed, given back, taken out, damaged or ends. */
const BUSY: Acts = [
  [16, work],
  [6, approveWaiting],
  [8, holderSays],
  [2, giveUp],
  [4, ask],
  [1, closeOrReopen],
  [1, pushMore],
  [1, updateBranch],
  [2, mergeByHand],
  [1, mergeByPush],
  [1.5, pushDirectly],
  [0.4, rewriteMain],
  [4, proposeRemoval],
  [4, changeRules],
  [2, command],
  [4, tryToMakeItLast],
  [3, makeForeign],
  [4, damage],
  [10, pass],
  [6, passToEnd],
  [0.5, jump],
  [3, changeHealth],
  [3, heal],
  [2.5, stopReplica],
  [3, startReplica],
  [2, runOnce],
  [0.7, skewClock],
  [0.5, loseWakes],
  [2, settled],
];

/** No App runs: what was merged, and what has ended, waits for a workflow that GitHub begins late, or not every time. */
const SCHEDULED: Acts = [
  [12, work],
  [4, approveWaiting],
  [4, holderSays],
  [1, giveUp],
  [2, ask],
  [6, mergeByHand],
  [1, mergeByPush],
  [1, pushDirectly],
  [2, proposeRemoval],
  [2, changeRules],
  [2, tryToMakeItLast],
  [2, makeForeign],
  [3, damage],
  [6, pass],
  [4, passToEnd],
  [8, passHours],
  [0.5, jump],
  [2, changeHealth],
  [3, heal],
  [3, runOnce],
  [1, settled],
];

/** What is held stays for a while, and the systems that hold it change: what roles give, what they are called, where they are. */
const CHANGING: Acts = [
  [16, workThere],
  [3, approveWaiting],
  [5, holderSays],
  [1, giveUp],
  [2, mergeByHand],
  [2, proposeRemoval],
  [1, pushDirectly],
  [6, editRole],
  [2, pushRole],
  [3, acceptPush],
  [1.2, renameSystem],
  [2, moveSystem],
  [0.8, removeSystem],
  [1, lookAtEdit],
  [4, changeRules],
  [2, tryToMakeItLast],
  [1, makeForeign],
  [2, damage],
  [10, pass],
  [3, passToEnd],
  [0.5, jump],
  [3, changeHealth],
  [1.5, hang],
  [3, heal],
  [2.5, stopReplica],
  [3, startReplica],
  [2, runOnce],
  [0.5, skewClock],
  [0.5, loseWakes],
  [2, settled],
];

export const SEASONS: Readonly<Record<Season, Acts>> = {
  stormy: STORMY,
  busy: BUSY,
  scheduled: SCHEDULED,
  changing: CHANGING,
};
