import { afterEach, describe, expect, test } from "vitest";
import { FILES } from "../core/read/sources.js";
import { minutesLater, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const PEOPLE = "access/people.yaml";
const SYSTEM = "access/systems/aws-prod.yaml";
const POLICY = "access/policies/production-admin.yaml";
const LEAVING = ["eva", "fay", "gil", "hal", "ida"];

const STAYING = FILES[PEOPLE] ?? "";
const EVERYBODY = STAYING.replace(
  "teams:",
  `${LEAVING.map((login, index) => `  ${login}: { name: ${login}, id: ${index + 10} }`).join("\n")}\nteams:`,
).replace("[alice, bob]", `[alice, bob, ${LEAVING.join(", ")}]`);

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

/** A pull request that dana, who owns everything, approved. */
function change(world: RepositoryWorld, write: Readonly<Record<string, string>>, remove: readonly string[] = []): void {
  const head = world.repository.commit({ branch: `change-${world.ledger.length}`, from: "main", write, remove });
  world.merged(world.repository.commit({ branch: "main", merge: head, write, remove }), head);
}

/** Five people hold a role, and how policy came is followed from an anchor, or from none. */
async function five({ anchored }: { readonly anchored: boolean }): Promise<RepositoryWorld> {
  const world = repositoryWorld({
    ...FILES,
    [PEOPLE]: EVERYBODY,
    [POLICY]: `${FILES[POLICY]}behalf: true\n`,
    ".github/CODEOWNERS": "* @dana\n",
  });
  made.push(world);
  if (anchored) change(world, { "access/curfew.yaml": `anchor: ${world.base}\n` });
  const asked = LEAVING.map((login) => [
    `access/requests/aws-prod/2026/11/22/${login}.yaml`,
    `who: ${login}\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the orders-db replica.\n`,
  ]);
  world.grant(Object.fromEntries(asked));
  await world.reconcile(START);
  expect(world.held()).toHaveLength(5);
  return world;
}

async function heldAfter(world: RepositoryWorld): Promise<readonly [held: number, isHeldBack: boolean]> {
  const { findings } = await world.reconcile(minutesLater(1));
  return [world.held().length, findings.some(({ code }) => code === "revocations-held-back")];
}

describe("when many people, or what they hold, are gone at once", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ["people who leave", { [PEOPLE]: STAYING }, []],
    ["people who are other accounts", { [PEOPLE]: EVERYBODY.replaceAll(/id: 1(\d)/g, "id: 2$1") }, []],
    ["a role", { [SYSTEM]: (FILES[SYSTEM] ?? "").replace("  admin:", "  root:") }, []],
    ["a system", {}, [SYSTEM]],
    [
      "a system that is another account",
      { [SYSTEM]: (FILES[SYSTEM] ?? "").replaceAll("123456789012", "222222222222") },
      [],
    ],
    ["people who are named otherwise", { [SYSTEM]: (FILES[SYSTEM] ?? "").replace("/{login}", "/people/{login}") }, []],
  ])("an approved pull request explains it: %s", async (_, write, remove) => {
    const world = await five({ anchored: true });
    change(world, write, remove);
    expect(await heldAfter(world)).toEqual([0, false]);
  });

  test("they are held back where that was pushed", async () => {
    const world = await five({ anchored: true });
    world.push({ [PEOPLE]: STAYING });
    expect(await heldAfter(world)).toEqual([5, true]);
  });

  test("they are held back where nobody follows how policy came", async () => {
    const world = await five({ anchored: false });
    change(world, { [PEOPLE]: STAYING });
    expect(await heldAfter(world)).toEqual([5, true]);
  });

  test("they are held back where it is we who name people otherwise than when it was granted", async () => {
    const world = await five({ anchored: true });
    const lines = world.ledger.map((line) =>
      line.kind === "judged" && line.verdict.stands ? { ...line, verdict: { ...line.verdict, identity: "old" } } : line,
    );
    world.ledger.splice(0, world.ledger.length, ...lines);
    expect(await heldAfter(world)).toEqual([5, true]);
  });
});
