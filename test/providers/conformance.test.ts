import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/providers/index.js";
import { conformance, type Harness, MEMORY_KIND } from "../../src/testing/index.js";
import { groupHarness } from "./aws-iam/group-harness.js";

const folders = readdirSync(new URL("../../src/providers", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it("every folder of a kind is in the registry", () => {
  expect(Object.keys(KINDS)).toEqual(folders.toSorted());
});

for (const [name, load] of Object.entries(KINDS)) {
  const { harness } = await harnessOf(name);
  conformance({ describe, it }, harness);

  it(`the harness of ${name} is of that kind`, async () => {
    expect(harness.kind).toBe(await load());
    expect(harness.kind.kind).toBe(name);
  });
}

conformance({ describe: (title, body) => describe(`${title}, as groups`, body), it }, groupHarness);

const { harness: memory } = await harnessOf(MEMORY_KIND);
conformance({ describe, it }, memory);

async function harnessOf(name: string): Promise<{ readonly harness: Harness }> {
  try {
    return (await import(`./${name}/harness.ts`)) as { readonly harness: Harness };
  } catch (cause) {
    throw new Error(`the kind ${name} needs test/providers/${name}/harness.ts, which exports \`harness\``, { cause });
  }
}
