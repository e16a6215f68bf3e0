import { expect } from "vitest";

/** What people read is kept on disk, to be looked at: `npx vitest run test/render -u` writes it anew. */
export async function screen(file: string, text: string): Promise<void> {
  await expect(`${text}\n`).toMatchFileSnapshot(`golden/${file}`);
}
