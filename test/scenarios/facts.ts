import { readPeople } from "../../src/core/read/people.js";
import type { Account, Review, Writing } from "../../src/model/facts.js";
import { type Instant, later } from "../../src/model/instant.js";
import { personOf } from "../../src/model/person.js";
import { type AccountText, type PullRequestScenario, readBase } from "./scenario.js";

export const HEAD = "9f1c2d3e4b5a69788776655443322110ffeeddcc";
export const OLDER = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
export const BASE = "b".repeat(40);

const PEOPLE = readPeople({
  path: "access/people.yaml",
  mode: "100644",
  bytes: new TextEncoder().encode(readBase()["access/people.yaml"] ?? ""),
}).value?.people;

/** People of the base by their login, in any case; whoever is not among them has a number of their own. */
export function accountOf(text: AccountText): Account {
  if (typeof text !== "string") return { ...text, bot: false };
  const bot = text.endsWith("[bot]");
  const id = PEOPLE && personOf(PEOPLE, text)?.id;
  return { login: text, id: id ?? 9000 + text.length, bot };
}

export function authorOf({ author }: PullRequestScenario): Account {
  return accountOf(author ?? "alice");
}

export function reviewsOf({ reviews = [] }: PullRequestScenario, now: Instant): readonly Review[] {
  return reviews.map(({ by, says, of }, index) => ({
    by: accountOf(by),
    state: says,
    commit: of === "an older commit" ? OLDER : HEAD,
    at: later(now, (index - reviews.length) * 60),
  }));
}

export function writingsOf(scenario: PullRequestScenario): readonly Writing[] {
  const commits = scenario.commits ?? [[scenario.author ?? "alice"]];
  return commits.map((writers, index) => {
    const unknown = writers.filter((writer) => typeof writer === "string" && writer.includes("@"));
    return {
      commit: index === commits.length - 1 ? HEAD : OLDER,
      writers: writers.filter((writer) => !unknown.includes(writer)).map(accountOf),
      unknown: unknown.map(String),
    };
  });
}
