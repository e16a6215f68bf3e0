import { afterEach, beforeEach, expect, test } from "vitest";
import type { PullRequest } from "../../src/ports/forge.js";
import { judgePullRequest } from "../../src/run/judge-pull-request.js";
import { FILES } from "../core/read/sources.js";
import { MERGED_PULL } from "../findings/contexts.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const SHORTER = "access/requests/aws-prod/2026/11/22/alice-admin-2.yaml";
const AGAIN = "access/requests/aws-prod/2026/11/22/alice-admin-3.yaml";
const HELD = "Alice aws-prod/admin";

let world: RepositoryWorld;

/** Alice has the role for two hours by one request and for one by another; the longer one is taken out. */
beforeEach(async () => {
  world = repositoryWorld({ ...FILES, ".github/CODEOWNERS": "* @dana\n" });
  merge({ "access/curfew.yaml": `anchor: ${world.base}\n` });
  world.grant({ [ASK]: REQUEST });
  world.grant({ [SHORTER]: REQUEST.replace("2h", "1h") });
  await world.reconcile(START);
  expect([world.held(), ends()]).toEqual([[HELD], [minutesLater(120)]]);
  merge({}, [ASK]);
});

afterEach(() => world.repository.remove());

function merge(write: Readonly<Record<string, string>>, remove: readonly string[] = []): void {
  const head = world.repository.commit({ branch: `change-${world.ledger.length}`, from: "main", write, remove });
  world.merged(world.repository.commit({ branch: "main", merge: head, write, remove }), head);
}

function ends(): readonly (number | undefined)[] {
  return [...world.account().entries.values()].map(({ mark }) => mark?.until);
}

/** As a provider finds what is held when its role was edited: it is not what we would make today. */
function edit(): void {
  for (const [name, entry] of world.account().entries) world.account().entries.set(name, { ...entry, member: false });
}

test("a role that was edited by a push is given to nobody, not even to whoever has it for less", async () => {
  world.push({ [SYSTEM]: (FILES[SYSTEM] ?? "").replace("Everything", "More than everything") });
  edit();
  const { findings } = await world.reconcile(minutesLater(1));
  expect(findings.map(({ code }) => code)).toContain("policy-direct");
  expect([world.held(), ends()]).toEqual([[`${HELD} (in part)`], [minutesLater(120)]]);
  await world.reconcile(minutesLater(60));
  expect(world.held()).toEqual([]);
});

test("what is whole is made shorter whatever was pushed", async () => {
  world.push({ [SYSTEM]: (FILES[SYSTEM] ?? "").replace("Everything", "More than everything") });
  await world.reconcile(minutesLater(1));
  expect([world.held(), ends()]).toEqual([[HELD], [minutesLater(60)]]);
});

test("a role that was edited as it must is given to whoever has it for less", async () => {
  edit();
  await world.reconcile(minutesLater(1));
  expect([world.held(), ends()]).toEqual([[HELD], [minutesLater(60)]]);
});

test("what was pushed, and is gone again before anybody looked, is told to whoever asks before it is merged", async () => {
  const told = async () => {
    const head = world.ask({ [AGAIN]: REQUEST });
    const base = world.repository.git(["rev-parse", "main"]).trim();
    const pull: PullRequest = {
      ...MERGED_PULL,
      head: { commit: head, branch: "ask", repository: "acme/access" },
      base: { commit: base, branch: "main" },
    };
    const context = world.context();
    const commits = async () => [{ commit: head, writers: [pull.author], unknown: [], parents: [base] }];
    const forge = { ...context.forge, commits };
    const view = await judgePullRequest({ ...context, forge }, pull, base, minutesLater(1));
    return view.kind === "requests" ? view.findings.map(({ code }) => code) : view.kind;
  };
  await world.reconcile(minutesLater(1));
  expect(await told()).toEqual([]);
  world.push({ [SYSTEM]: (FILES[SYSTEM] ?? "").replace("Everything", "More than everything") });
  world.push({ [SYSTEM]: FILES[SYSTEM] ?? "" });
  expect(await told()).toContain("policy-direct");
});
