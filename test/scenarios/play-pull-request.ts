import type { Instant } from "../../src/model/instant.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import type { Check, Forge, PullRequest } from "../../src/ports/forge.js";
import { decisionTree } from "../../src/render/decision.js";
import { renderFinding } from "../../src/render/findings.js";
import { type Checked, checkPullRequest } from "../../src/run/check-pull-request.js";
import type { Context } from "../../src/run/context.js";
import { offlineConversation } from "../../src/run/offline-forge.js";
import { accountOf, authorOf, BASE, HEAD, reviewsOf, writingsOf } from "./facts.js";
import type { Outcome } from "./outcome.js";
import type { PullRequestScenario } from "./scenario.js";
import { decisionOf, screenOf } from "./screen.js";
import { changed, kindNamed, setStage, unexpected } from "./stage.js";

const PULL = 42;

/** All that was said and done in the pull request. */
export interface Played {
  readonly checked: Checked;
  readonly check: Check | undefined;
  /** By their markers, as they stand in the end. */
  readonly comments: ReadonlyMap<string, string>;
  readonly asks: readonly string[];
  readonly merge: { readonly title: string; readonly body: string } | undefined;
}

export async function playPullRequest(scenario: PullRequestScenario): Promise<Outcome> {
  const played = await play(scenario);
  const { expect } = scenario;
  const decision = decisionOf(played);
  const findings = played.check?.annotations ?? [];
  return {
    screen: screenOf(scenario, played),
    reasons: [...(decision ? [decisionTree(decision)] : []), ...findings.map(renderFinding)].join("\n"),
    came: {
      check: played.check?.conclusion ?? "none",
      merged: played.checked.merged,
      findings: findings.map(({ code }) => code).toSorted(),
      asks: played.asks,
    },
    expected: {
      check: expect.check,
      merged: expect.merged ?? false,
      findings: expect.findings ?? [],
      asks: expect.asks ?? [],
    },
    because: expect.because,
    never: expect.never ?? [],
  };
}

/** Judges the scenario's pull request by the code that judges every other, and keeps what it publishes. */
async function play(scenario: PullRequestScenario): Promise<Played> {
  const stage = await setStage(scenario, (main) => changed(main, scenario.files, scenario.modes));
  const { now, history, accessAt, lines } = stage;
  const comments = new Map<string, string>();
  const said: { check?: Check; asks: readonly string[]; merge?: Played["merge"] } = { asks: [] };
  const refusals = [...(scenario.refused ?? [])];
  const forge: Partial<Forge> = {
    repository: "acme/access",
    defaultBranch: "main",
    self: "curfew[bot]",
    skew: () => 0,
    askTime: async () => undefined,
    pullRequest: async () => pullOf(scenario, now),
    reviews: async () => reviewsOf(scenario, now),
    commits: async () => writingsOf(scenario).map((writing) => ({ ...writing, parents: [BASE] })),
    pushes: async () =>
      (scenario.pushers ?? [scenario.author ?? "alice"]).map((by) => ({
        by: accountOf(by),
        before: BASE,
        after: HEAD,
      })),
    mayWrite: async ({ login }) => !(scenario.readers ?? []).includes(login),
    rejectedOwners: async () => [],
    openPullRequests: async () => [],
    waitingSince: async () => now,
    publishCheck: async (_name, _head, check) => {
      said.check = check;
    },
    comment: async (_pull, marker, body) => void comments.set(marker, body),
    reviseComment: async (_pull, marker, body) => void (comments.has(marker) && comments.set(marker, body)),
    requestReviews: async (_pull, logins) => {
      said.asks = logins;
    },
    merge: async (_pull, _head, message) => {
      const refused = refusals.shift();
      if (refused !== undefined) return { merged: false, because: "refused", message: refused };
      said.merge = message;
      return { merged: true, commit: "c".repeat(40) };
    },
    deleteBranch: async () => undefined,
  };
  const context: Omit<Context, "forge"> = {
    conversation: offlineConversation(),
    history,
    ledger: { read: async () => ({ lines, findings: [] }), lost: unexpected, append: unexpected },
    people: { membersOf: async (organization, slug) => scenario.teams?.[`${organization}/${slug}`] },
    providers: { kind: kindNamed, open: unexpected },
    log: { info() {}, warn: scenario.refused ? () => {} : unexpected, error: unexpected },
    budget: UNLIMITED,
    accessAt,
  };
  // What the scenarios do not need is not there: asking for it fails.
  const whole = { ...context, forge: forge as Forge };
  let checked = await checkPullRequest(whole, PULL, now);
  // It is looked at once more for each time that it is to be asked for again.
  for (let turn = 0; turn < (scenario.again ?? 0); turn += 1) checked = await checkPullRequest(whole, PULL, now);
  return { checked, check: said.check, comments, asks: said.asks, merge: said.merge };
}

function pullOf(scenario: PullRequestScenario, now: Instant): PullRequest {
  return {
    number: PULL,
    title: "Ask",
    author: authorOf(scenario),
    draft: scenario.draft ?? false,
    open: true,
    opened: now,
    head: { commit: HEAD, branch: "ask", repository: scenario.fork ?? "acme/access" },
    base: { commit: BASE, branch: scenario.base ?? "main" },
  };
}
