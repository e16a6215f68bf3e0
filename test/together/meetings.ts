import { PROCESSES } from "./company.js";
import { ORDERS } from "./interleave.js";
import { type Life, live, type Meeting, type Told } from "./life.js";
import { differences } from "./look.js";

/** Every way in which two processes can meet in a life: at each call, in each order, with each kind of other. */
export function meetingsOf({ calls }: Told): readonly Meeting[] {
  const most = Math.max(...Object.values(calls));
  return Array.from({ length: most }, (_, index) => index + 1).flatMap((call) =>
    PROCESSES.flatMap((kind) => ORDERS.map((order) => ({ kind, order, call }))),
  );
}

/** Every n-th of them, always the same ones. The ways to meet take turns where n is odd. */
export function chosen(meetings: readonly Meeting[], every: number): readonly Meeting[] {
  return meetings.filter((_, index) => index % every === every - 1);
}

/** What was otherwise than in a life with one process, and at which meeting; and where they did not meet at all. */
export async function disturbances(life: Life, sound: Told, meetings: readonly Meeting[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const meeting of meetings) {
    const { looks, met, findings } = await live(life, meeting);
    const problems = [...differences(sound.looks, looks), ...findings, ...(met.length === 0 ? ["they never met"] : [])];
    found.push(...problems.map((problem) => `${JSON.stringify(meeting)}: ${problem}`));
  }
  return found;
}
