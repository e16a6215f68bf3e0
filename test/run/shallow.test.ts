import { afterEach, expect, test } from "vitest";
import { HistoryTooShort } from "../../src/ports/failure.js";
import { expire } from "../../src/run/expire.js";
import { judgeHead } from "../../src/run/judge-head.js";
import { trace } from "../../src/run/trace.js";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const PEOPLE = "access/people.yaml";
const ALICE = "Alice aws-prod/admin";
const AGAIN = ASK.replace("alice-admin", "alice-again");

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

/** alice's request was merged, and something else came after it. */
function asked(): RepositoryWorld {
  const world = repositoryWorld({ ...FILES, ".github/CODEOWNERS": "/access/requests/ @dana\n" });
  made.push(world);
  world.grant();
  world.push({ "README.md": "x" });
  return world;
}

/** alice holds what she asked for. */
async function granted(): Promise<RepositoryWorld> {
  const world = asked();
  await world.reconcile(START);
  expect(world.held()).toEqual([ALICE]);
  return world;
}

async function codesAt(world: RepositoryWorld, count: number): Promise<readonly string[]> {
  return (await world.reconcile(minutesLater(count))).findings.map(({ code }) => code);
}

test("a merge that the clone does not have is not judged, until it was deepened", async () => {
  const world = asked();
  world.cut(1);
  const { findings, retry } = await world.reconcile(START);
  expect(findings).toMatchObject([{ code: "history-shallow", severity: "error" }]);
  // Trying again deepens nothing.
  expect([world.held(), world.ledger, retry]).toEqual([[], [], false]);
  world.cut(undefined);
  expect(await codesAt(world, 1)).toEqual([]);
  expect(world.held()).toEqual([ALICE]);
});

test("a merge that the clone has is judged, and another that it has not is left open", async () => {
  const world = asked();
  world.grant({ [AGAIN]: REQUEST });
  const judged = () => world.ledger.flatMap((line) => (line.kind === "judged" ? [line.request] : []));
  world.cut(2);
  expect(await codesAt(world, 0)).toEqual(["history-shallow"]);
  expect([world.held(), judged()]).toEqual([[ALICE], [AGAIN]]);
  world.cut(undefined);
  expect(await codesAt(world, 1)).toEqual([]);
  expect(judged()).toEqual([AGAIN, ASK]);
});

test("a merge whose pull request parted from what the clone does not have is not judged", async () => {
  const world = asked();
  const head = world.ask({ [AGAIN]: REQUEST });
  world.push({ "README.md": "y" });
  world.push({ "README.md": "z" });
  world.merged(world.repository.commit({ branch: "main", merge: head, write: { [AGAIN]: REQUEST } }), head);
  world.repository.git(["update-ref", "-d", "refs/heads/ask-2"]);
  world.cut(2);
  expect(await codesAt(world, 0)).toEqual(["history-shallow", "merge-unjudged"]);
  expect([world.held(), world.ledger]).toEqual([[], []]);
});

test("what is held stays until its end, and no longer", async () => {
  const world = await granted();
  world.cut(1);
  expect(await codesAt(world, 60)).toEqual(["history-shallow"]);
  expect(world.held()).toEqual([ALICE]);
  expect(await codesAt(world, 120)).toEqual(["history-shallow"]);
  expect(world.held()).toEqual([]);
  expect(world.ledger.at(-1)).toMatchObject({ action: "revoke", cause: "expired" });
});

test("how a request was removed is not guessed, and what it gave stays until somebody can say", async () => {
  const world = await granted();
  world.push({}, [ASK]);
  world.push({ "README.md": "y" });
  world.cut(1);
  const { findings, retry } = await world.reconcile(minutesLater(10));
  expect([findings.map(({ code }) => code), retry]).toEqual([["history-shallow"], false]);
  expect(world.held()).toEqual([ALICE]);
  world.cut(3);
  await world.reconcile(minutesLater(11));
  expect(world.held()).toEqual([]);
  expect(world.ledger.at(-1)).toMatchObject({ action: "revoke", cause: "withdrawn" });
});

test("where the last people that could be read are not in the clone, nobody is taken for gone", async () => {
  const world = await granted();
  world.push({ [PEOPLE]: "people: [\n" });
  world.push({ "README.md": "y" });
  world.cut(2);
  expect(await codesAt(world, 10)).toEqual(["yaml-syntax", "history-shallow", "access-frozen"]);
  expect(world.held()).toEqual([ALICE]);
  world.cut(5);
  expect(await codesAt(world, 11)).not.toContain("history-shallow");
  expect(world.held()).toEqual([ALICE]);
});

test("whoever depends on what was before is told that it cannot be known", async () => {
  const world = asked();
  world.cut(1);
  const { short, requests } = await judgeHead(world.context(), [], START);
  expect(short).toBeInstanceOf(HistoryTooShort);
  expect(requests).toMatchObject([{ path: ASK, findings: [] }]);
  expect(requests[0]).not.toHaveProperty("verdict");
});

test("no pull request is opened for what may not have ended, and that is said", async () => {
  const world = await granted();
  world.cut(1);
  const { pulls, findings } = await expire(world.context(), minutesLater(180));
  expect([pulls, findings.map(({ code }) => code)]).toEqual([[], ["history-shallow"]]);
});

test("the timeline is told without the reasons that merges gave which the clone does not have, and says so", async () => {
  const world = await granted();
  const whole = await trace(world.context(), minutesLater(1), { verify: true });
  world.cut(1);
  const { entries, findings } = await trace(world.context(), minutesLater(1), { verify: true });
  expect(entries).toEqual(whole.entries);
  expect([whole.findings, findings.map(({ code }) => code)]).toEqual([[], ["history-shallow"]]);
});
