import { afterEach, describe, expect, test } from "vitest";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const PEOPLE = "access/people.yaml";
const TEST_SYSTEM = "access/systems/aws-test.yaml";
const TEST_PLACE = "aws-iam 333333333333";
const BROKEN = "kind: [aws-iam\n";
const AGAIN = ASK.replace("alice-admin", "alice-again");
const TESTED = "access/requests/aws-test/2026/11/22/alice-admin.yaml";
const LATER = `${REQUEST}from: 2026-11-22T14:30:00Z\n`;
const ALICE = "Alice aws-prod/admin";

/** The worked example with a second account, and a policy for both. */
const TWO: Readonly<Record<string, string>> = {
  ...FILES,
  [TEST_SYSTEM]: (FILES[SYSTEM] ?? "").replaceAll("123456789012", "333333333333"),
  "access/policies/production-admin.yaml": (FILES["access/policies/production-admin.yaml"] ?? "").replace(
    "[aws-prod/admin]",
    "[aws-prod/admin, aws-test/admin]",
  ),
  ".github/CODEOWNERS": "/access/requests/ @dana\n",
};

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

/** alice holds her role in production; more of hers begins in half an hour: there for longer, and in the test account. */
async function granted(): Promise<RepositoryWorld> {
  const world = repositoryWorld(TWO);
  made.push(world);
  world.grant();
  world.grant({ [AGAIN]: LATER });
  world.grant({ [TESTED]: LATER.replace("aws-prod", "aws-test") });
  await world.reconcile(START);
  expect([world.held(), world.held(TEST_PLACE)]).toEqual([[ALICE], []]);
  return world;
}

async function codesAt(world: RepositoryWorld, count: number): Promise<readonly string[]> {
  return (await world.reconcile(minutesLater(count))).findings.map(({ code }) => code);
}

/** The end that alice's role in production was given, in minutes from the start. */
function endOf(world: RepositoryWorld): number | undefined {
  const [entry] = [...world.account().entries.values()];
  return entry?.mark && (entry.mark.until - START) / 60_000;
}

describe("a system that cannot be read", () => {
  test("keeps what it holds and grants nothing new, while the others go on, and says so until it is mended", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: BROKEN });
    expect(await codesAt(world, 40)).toEqual(["yaml-syntax", "access-frozen"]);
    expect([world.held(), endOf(world)]).toEqual([[ALICE], 120]);
    expect(world.held(TEST_PLACE)).toEqual(["Alice aws-test/admin"]);

    world.push({ [SYSTEM]: TWO[SYSTEM] ?? "" });
    expect(await codesAt(world, 50)).toEqual([]);
    expect(endOf(world)).toBe(150);
  });

  test("ends what was withdrawn, what has expired, and whom it knows no more", async () => {
    const withdrawn = await granted();
    withdrawn.push({ [SYSTEM]: BROKEN }, [ASK, AGAIN]);
    await withdrawn.reconcile(minutesLater(1));
    expect(withdrawn.held()).toEqual([]);

    const expired = await granted();
    expired.push({ [SYSTEM]: BROKEN }, [AGAIN]);
    await expired.reconcile(minutesLater(120));
    expect(expired.held()).toEqual([]);

    const left = await granted();
    left.push({
      [SYSTEM]: BROKEN,
      [PEOPLE]: (FILES[PEOPLE] ?? "").replace(/^ {2}Alice:.*\n/m, "").replace("[alice, bob]", "[bob]"),
    });
    await left.reconcile(minutesLater(1));
    expect(left.held()).toEqual([]);
  });

  test("is shortened where the grant that lasted longest is withdrawn", async () => {
    const world = await granted();
    await world.reconcile(minutesLater(40));
    expect(endOf(world)).toBe(150);
    world.push({ [SYSTEM]: BROKEN }, [AGAIN]);
    await world.reconcile(minutesLater(41));
    expect([world.held(), endOf(world)]).toEqual([[ALICE], 120]);
  });

  test("stands as its last readable version, whatever it says now and however often it was broken since", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: (TWO[SYSTEM] ?? "").replace("  admin:", "  root:") });
    world.push({ [SYSTEM]: BROKEN });
    world.push({ [SYSTEM]: "{" });
    const { findings } = await world.reconcile(minutesLater(1));
    // In its last readable version the role was gone.
    expect(world.held()).toEqual([]);
    expect(findings.map(({ code }) => code)).toContain("offboarded");
  });

  test("never followed to another account by the file that broke it", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: `${(TWO[SYSTEM] ?? "").replaceAll("123456789012", "222222222222")}more: unknown\n` });
    await world.reconcile(minutesLater(1));
    expect([world.held(), world.held("aws-iam 222222222222")]).toEqual([[ALICE], []]);
  });
});

describe("people who cannot be read", () => {
  test("keep what they hold, and nothing new is granted anywhere", async () => {
    const world = await granted();
    world.push({ [PEOPLE]: BROKEN });
    expect(await codesAt(world, 40)).toEqual(["yaml-syntax", "access-frozen"]);
    expect([world.held(), endOf(world), world.held(TEST_PLACE)]).toEqual([[ALICE], 120, []]);
    await world.reconcile(minutesLater(120));
    expect(world.held()).toEqual([]);
  });

  test("who are gone as a file are no people who left", async () => {
    const world = await granted();
    world.push({}, [PEOPLE]);
    expect(await codesAt(world, 1)).toEqual(["missing-file", "access-frozen"]);
    expect(world.held()).toEqual([ALICE]);
  });

  test("of whom two are one, or one is no person, are read from the version before", async () => {
    const world = await granted();
    world.push({ [PEOPLE]: (FILES[PEOPLE] ?? "").replace("id: 2 ", "id: 1 ").replace("Alice:", "alice-ng:") });
    await world.reconcile(minutesLater(1));
    expect(world.held()).toEqual([ALICE]);
  });

  test("of whom the last readable version ends one are ended by it", async () => {
    const world = await granted();
    const without = (FILES[PEOPLE] ?? "").replace(/^ {2}Alice:.*\n/m, "").replace("[alice, bob]", "[bob]");
    world.push({ [PEOPLE]: without });
    world.push({ [PEOPLE]: BROKEN });
    await world.reconcile(minutesLater(1));
    expect(world.held()).toEqual([]);
  });
});

test("a policy that cannot be read ends nothing, and what was judged before is granted; what is merged since is not", async () => {
  const world = await granted();
  world.push({ "access/policies/production-admin.yaml": "what: [\n" });
  world.grant({ [ASK.replace("alice", "other")]: REQUEST.replace("for: 2h", "for: 4h") });
  const { findings } = await world.reconcile(minutesLater(40));
  expect(findings.map(({ code }) => code)).toEqual(["yaml-syntax", "merge-undecided"]);
  expect([world.held(), endOf(world), world.held(TEST_PLACE)]).toEqual([[ALICE], 150, ["Alice aws-test/admin"]]);
});

test("a request that can be read no more keeps what it gave; what somebody else takes away of that is written down", async () => {
  const world = await granted();
  world.push({ [ASK]: "who: [Alice" }, [AGAIN]);
  await world.reconcile(minutesLater(1));
  expect([world.held(), endOf(world)]).toEqual([[ALICE], 120]);

  world.account().entries.clear();
  await world.reconcile(minutesLater(2));
  expect(world.ledger.at(-1)).toMatchObject({ kind: "receipt", action: "revoke", cause: "withdrawn", found: true });
  const written = world.ledger.length;
  await world.reconcile(minutesLater(3));
  expect([world.held(), world.ledger.length]).toEqual([[], written]);
});
