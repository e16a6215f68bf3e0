import { showAudit } from "./operator.js";
import type { Narrator } from "./step.js";
import type { Granted } from "./story.js";
import type { World } from "./world.js";

/** A year later, the repository alone answers: who, what, when, why, and who approved. */
export async function lookBack(world: World, story: Narrator, { role }: Granted): Promise<void> {
  const { dana } = world.people;
  await dana.pull();

  story.chapter("the record");
  story.screen("git log", await dana.shell("git log --first-parent --format='%h %s' origin/main"));
  const grant = await dana.git("log", "-1", "--format=%H", "--grep=^Grant alice", "origin/main");
  const trailers = await dana.shell(`git log -1 --format=%B ${grant} | git interpret-trailers --parse`);
  story.screen("git interpret-trailers", trailers);
  await story.step(
    "git",
    "tells who approved",
    "Access-Who: alice, Access-What: aws-prod/admin, approved by dana",
    async () => {
      const line = (key: string) => trailers.split("\n").find((one) => one.startsWith(`${key}: `)) ?? `no ${key}`;
      const approved = /^Access-Approved-By: (\S+)/.exec(line("Access-Approved-By"))?.[1] ?? "nobody";
      return `${line("Access-Who")}, ${line("Access-What")}, approved by ${approved}`;
    },
  );

  const audit = await showAudit(world);
  story.screen("curfew audit", audit.text);
  await story.step("auditor", "asks the ledger", "alice aws-prod/admin: granted, ended (expired)", async () => {
    return audit.entries
      .map(
        (entry) =>
          `${entry.who} ${entry.what}: granted, ${entry.ended === undefined ? "live" : `ended (${entry.cause})`}`,
      )
      .join("; ");
  });
  await story.step("auditor", "has every grant proved", "no findings", async () => {
    return audit.findings.length === 0 ? "no findings" : audit.findings.join("; ");
  });
  await story.step("alice", "is where she began", "AccessDenied", async () => {
    const answer = await world.cloud.alice.assume(role);
    return typeof answer === "string" ? answer : answer.use();
  });
}
