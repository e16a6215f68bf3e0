import { type Duration, parseDuration } from "../../model/duration.js";
import { NO_PAST } from "../../model/facts.js";
import { parseInstant } from "../../model/instant.js";
import type { Terms } from "../../model/simulation.js";
import { isWhat } from "../../model/what.js";
import { oneLine } from "../../render/escape.js";
import { findingLine } from "../../render/findings.js";
import { possibilitiesTable, possibilityText } from "../../render/simulation.js";
import { unknownLines } from "../../render/unknowns.js";
import { type Asked, simulateFiles } from "../../run/simulate-files.js";
import { createClock, KIND_SCHEMAS } from "../../wire.js";
import { type Ending, end, UsageError } from "../ending.js";
import { findingJson } from "../format.js";
import type { Shared } from "../main.js";
import { readAccessHere } from "../root.js";

export interface SimulateOptions {
  readonly who?: string;
  readonly what?: string;
  readonly for?: string;
  readonly at?: string;
  readonly ticket?: string;
  readonly why?: string;
  readonly author?: string;
  readonly approvedBy?: string;
  readonly emergency?: boolean;
}

/** Answers who could have what, from this checkout alone. What was asked with both and is denied exits 1. */
export async function simulate(shared: Shared, options: SimulateOptions): Promise<Ending> {
  // What cannot be asked is said before anything is read.
  const [asked, terms] = [askedIn(options), termsIn(options)];
  return answerFrom(await readAccessHere(), KIND_SCHEMAS, { asked, terms, json: shared.json === true });
}

/** The answer to what was asked in these words, from the files of an access folder. */
export function simulateThose(files: Files, kinds: Kinds, options: SimulateOptions): Ending {
  return answerFrom(files, kinds, { asked: askedIn(options), terms: termsIn(options), json: false });
}

type Files = Parameters<typeof simulateFiles>[0];
type Kinds = Parameters<typeof simulateFiles>[1];

function answerFrom(
  files: Files,
  kinds: Kinds,
  { asked, terms, json }: { readonly asked: Asked; readonly terms: Terms; readonly json: boolean },
): Ending {
  const { possibilities, findings, unknownTeams } = simulateFiles(files, kinds, asked, terms);
  const [only] = possibilities;
  const unknown = unknownTeams.length === 0 ? [] : [{ kind: "teams", teams: unknownTeams } as const];
  const answer =
    asked.by === "both"
      ? only === undefined
        ? ""
        : possibilityText(only)
      : possibilitiesTable(possibilities, asked.by);
  return end(
    json,
    { possibilities, unknown, findings: findings.map(findingJson) },
    findings.length > 0 ? findings.map(findingLine) : [answer, ...unknownLines(unknown)],
    findings.length === 0 && (asked.by !== "both" || only?.decision.outcome !== "denied"),
  );
}

function askedIn({ who, what }: SimulateOptions): Asked {
  if (what !== undefined && !isWhat(what)) {
    throw new UsageError(`--what takes <system>/<role>, as aws-prod/admin, not ${oneLine(what)}`);
  }
  if (who !== undefined && what !== undefined) return { by: "both", who, what };
  if (who !== undefined) return { by: "what", who };
  if (what !== undefined) return { by: "who", what };
  throw new UsageError("say --who alice, or --what aws-prod/admin, or both");
}

function termsIn(options: SimulateOptions): Terms {
  const { for: length, at, ticket, author } = options;
  const seconds: Duration | undefined = length === undefined ? undefined : parseDuration(length);
  if (length !== undefined && seconds === undefined) {
    throw new UsageError(`--for takes a length of time, as 2h, 45m or 1h30m, not ${oneLine(length)}`);
  }
  const moment = at === undefined ? createClock().now() : parseInstant(at);
  if (moment === undefined) {
    throw new UsageError(`--at takes an instant as 2026-11-22T18:00:00Z, not ${oneLine(at ?? "")}`);
  }
  return {
    at: moment,
    why: options.why ?? "",
    approvals: (options.approvedBy ?? "").split(",").filter((login) => login !== ""),
    writers: [],
    teams: {},
    past: NO_PAST,
    emergency: options.emergency === true,
    ...(seconds === undefined ? {} : { seconds }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(author === undefined ? {} : { author }),
  };
}
