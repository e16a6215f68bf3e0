import { afterEach, expect, test } from "vitest";
import { type Company, foundCompany } from "./company.js";
import { type Turn, turn, type Victim } from "./history.js";
import { createRandom } from "./random.js";

/** How many processes are killed; `npm run test:crashes` kills hundreds. */
const CRASHES = Number(process.env["CURFEW_CRASHES"] ?? "12");
const SEED = Number(process.env["CURFEW_CRASH_SEED"] ?? "1");
/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 6 * 3_600_000;
/** Deaths in a turn, and turns before a company's history is long enough. */
const DEATHS = 5;
const TURNS = 6;

let company: Company | undefined;
afterEach(async () => {
  await company?.close();
  company = undefined;
}, 120_000);

test.each<{ readonly title: string; readonly victim: Victim }>([
  { title: "curfew apply", victim: { words: ["apply"], calls: 45 } },
  { title: "curfew serve", victim: { words: ["serve", "--host", "127.0.0.1", "--port", "0"], calls: 90 } },
])(
  "$title, killed at any instant, leaves nothing that the next run does not put right",
  async ({ victim }) => {
    let deaths = 0;
    for (let seed = SEED; deaths < CRASHES / 2; seed += 1) {
      const random = createRandom(seed);
      company = await foundCompany();
      const turns: Turn[] = [];
      for (let index = 0; index < TURNS && deaths < CRASHES / 2; index += 1) {
        try {
          turns.push(await turn(company, random, victim, DEATHS));
        } catch (error) {
          throw new Error(`CURFEW_CRASH_SEED=${seed}, turn ${index + 1}: ${(error as Error).message}`, {
            cause: error,
          });
        }
        deaths += DEATHS;
      }
      process.stdout.write(
        `${victim.words[0]}, seed ${seed}: ${turns.flat().filter((line) => / killed at /.test(line)).length} killed\n`,
      );
      await company.close();
      company = undefined;
    }
    expect(deaths).toBeGreaterThanOrEqual(CRASHES / 2);
  },
  LONGEST,
);
