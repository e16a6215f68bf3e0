import { afterAll, beforeAll, expect, it } from "vitest";
import { githubFailure, statusOf } from "../../../src/adapters/github/github-failure.js";
import { createLedger, LEDGER_BRANCH } from "../../../src/adapters/github/ledger.js";
import type { Repository } from "../../../src/adapters/github/repository.js";
import { isTransient } from "../../../src/adapters/retry.js";
import { audit, verify } from "../../../src/core/audit.js";
import { type Instant, instantOf, later } from "../../../src/model/instant.js";
import type { LedgerLine } from "../../../src/model/ledger-line.js";
import type { Ledger } from "../../../src/ports/ledger.js";
import { FAULT_MODES } from "../../../src/sandbox/faults.js";
import { BLOB, standing } from "../../core/world.js";
import { START, type Stage, setStage } from "../../sandbox/github/stage.js";
import { openPlace, type Place } from "./place.js";

const WRITERS = 8;
const ROUNDS = 3;
const HOUR = 3600;
const BEGIN = instantOf(START);

let stage: Stage;
let reader: Place;

beforeAll(async () => {
  stage = await setStage();
  reader = await openPlace(stage, 3);
});
afterAll(() => stage.close());

/** One request of one writer: judged and granted by one run, and ended by a later one, all in the same hour. */
function lifeOf(who: string, round: number): readonly (readonly LedgerLine[])[] {
  const from = later(BEGIN, round * HOUR);
  const until = later(from, HOUR);
  const request = `access/requests/aws-prod/2026/11/22/${who}-${round}.yaml`;
  const commit = Buffer.from(request).toString("hex").slice(-40);
  const what = "aws-prod/admin" as const;
  const verdict = standing({ from, until }, { who, what: [what] });
  const receipt = { kind: "receipt", who, what, until, request, commit, result: { outcome: "done" } } as const;
  return [
    [
      { kind: "judged", at: from, request, blob: BLOB, commit, verdict },
      { ...receipt, at: from, action: "grant" },
    ],
    [{ ...receipt, at: until, action: "revoke", cause: "expired" }],
  ];
}

/** GitHub also says 409, or has other words, where somebody else has moved a branch meanwhile. */
function inOtherWords(repository: Repository): Repository {
  let updates = 0;
  const request = async (route: string, parameters?: object): Promise<unknown> => {
    const ask = repository.calls.request as (route: string, parameters?: object) => Promise<unknown>;
    if (!route.startsWith("PATCH ")) return ask(route, parameters);
    updates += 1;
    if (updates % 5 === 0) throw refusal(409, "Conflict");
    return ask(route, parameters).catch((error: unknown) => {
      throw statusOf(error) === 422 ? refusal(422, "Reference cannot be updated") : error;
    });
  };
  return { ...repository, calls: { ...repository.calls, request } as unknown as Repository["calls"] };
}

function refusal(status: number, message: string): Error {
  return githubFailure("PATCH", { status, message, response: { headers: {}, data: {} } });
}

/** What could not be written in passing is written by the next run. */
async function append(ledger: Ledger, lines: readonly LedgerLine[], at: Instant): Promise<void> {
  for (;;) {
    try {
      await ledger.append(lines, at);
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

const ownerOf = (line: LedgerLine) =>
  "who" in line ? line.who : line.kind === "judged" && "who" in line.verdict ? line.verdict.who : "";

it("of many writers at once, while calls fail in every way, no line is lost, doubled or out of its writer's order", async () => {
  const names = Array.from({ length: WRITERS }, (_, index) => `writer-${index}`);
  for (const [index, mode] of FAULT_MODES.entries()) {
    stage.faults.inject({
      mode,
      match: ({ caller }) => caller.startsWith("app/"),
      every: [29, 31, 37, 23][index] ?? 41,
    });
  }
  await Promise.all(
    names.map(async (who, index) => {
      const { repository, history } = await openPlace(stage, index % 2 === 0 ? 3 : 0);
      const ledger = createLedger(inOtherWords(repository), history);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const lines of lifeOf(who, round)) {
          // A run reads what is there before it writes; one that reads nothing keeps its own order all the same.
          if (index % 3 !== 0) await ledger.read(undefined);
          await append(ledger, lines, lines[0]?.at ?? BEGIN);
        }
      }
    }),
  );
  stage.faults.clear();

  const { lines, findings } = await reader.ledger.read(undefined);
  expect(findings).toEqual([]);
  for (const who of names) {
    const expected = Array.from({ length: ROUNDS }, (_, round) => lifeOf(who, round).flat()).flat();
    expect(lines.filter((line) => ownerOf(line) === who)).toEqual(expected);
  }
  expect(lines).toHaveLength(WRITERS * ROUNDS * 3);
  expect(verify(audit(lines, new Map()), lines, later(BEGIN, (ROUNDS + 1) * HOUR))).toEqual([]);
  expect(await reader.ledger.lost(undefined)).toBeUndefined();

  const parents: number[] = [];
  const head = (await reader.history.branch(LEDGER_BRANCH)) ?? "";
  for await (const message of reader.history.messages(head)) parents.push(message.parents.length);
  // One after the other: a commit for each time that something was written, and no merge.
  expect(parents).toEqual([...Array(WRITERS * ROUNDS * 2 - 1).fill(1), 0]);
}, 120_000);
