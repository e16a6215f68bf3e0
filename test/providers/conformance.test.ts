import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ProviderKind } from "../../src/ports/provider.js";
import { conformance, type Harness, MEMORY_KIND } from "../../src/testing/index.js";

const kinds = readdirSync(new URL("../../src/providers", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

for (const name of [...kinds, MEMORY_KIND]) {
  const { harness } = await harnessOf(name);
  conformance({ describe, it }, harness);

  it(`the harness of ${name} is of that kind`, async () => {
    expect(harness.kind.kind).toBe(name);
    if (name === MEMORY_KIND) return;
    const { kind } = (await import(`../../src/providers/${name}/index.ts`)) as { readonly kind: ProviderKind };
    expect(harness.kind).toBe(kind);
  });
}

async function harnessOf(name: string): Promise<{ readonly harness: Harness }> {
  try {
    return (await import(`./${name}/harness.ts`)) as { readonly harness: Harness };
  } catch (cause) {
    throw new Error(`the kind ${name} needs test/providers/${name}/harness.ts, which exports \`harness\``, { cause });
  }
}
