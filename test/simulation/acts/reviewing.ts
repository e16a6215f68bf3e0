import { accountOf, LOGINS } from "../world/accounts.js";
import { closePull, dismiss, reopenPull, review } from "../world/pulls.js";
import { type Act, pickPull } from "./act.js";

/** Those whose word counts, more often than others. */
const REVIEWERS = ["dana", "dana", "dana", "frank", "frank", "erin", "bob", "carol", ...LOGINS];

export const approve: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = pickPull(stage);
  if (pull === undefined) return undefined;
  const by = random.pick(REVIEWERS);
  const state = random.weighted([
    [9, "approved" as const],
    [1, "changes-requested" as const],
    [0.6, "commented" as const],
  ]);
  review(github, pull, accountOf(by), state);
  return `${by} says of #${pull.number} at ${pull.head.slice(-6)}: ${state}`;
};

export const dismissReview: Act = (stage) => {
  const { random, github } = stage.world;
  const pulls = [...github.pulls.values()].filter(({ reviews }) => reviews.length > 0).slice(-4);
  if (pulls.length === 0) return undefined;
  const pull = random.pick(pulls);
  const index = random.below(pull.reviews.length);
  dismiss(github, pull, index);
  return `a review of #${pull.number} by ${pull.reviews[index]?.by.login} is dismissed`;
};

export const closeOrReopen: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = random.pick([...github.pulls.values(), undefined].slice(-6));
  if (pull === undefined) return undefined;
  if (pull.open) closePull(github, pull);
  else reopenPull(github, pull);
  return `#${pull.number} is ${pull.open ? "opened again" : "closed"}`;
};

export const makeReady: Act = (stage) => {
  const pull = pickPull(stage);
  if (pull === undefined || !pull.draft) return undefined;
  pull.draft = false;
  stage.world.github.wake([{ kind: "check", pull: pull.number }]);
  return `#${pull.number} is ready`;
};
