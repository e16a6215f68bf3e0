import type { Writable } from "node:stream";

/** Characters that are handed over at a time: a line each would be many calls. */
const BATCH = 65_536;

/** Prints lines no faster than they are read, and no further than somebody reads them: `curfew audit | head`. */
export async function print(lines: Iterable<string>, output: Writable): Promise<void> {
  let batch = "";
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length < BATCH) continue;
    if (output.destroyed) return;
    if (!output.write(batch)) await untilRead(output);
    batch = "";
  }
  if (batch !== "" && !output.destroyed) output.write(batch);
}

function untilRead(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      output.off("drain", done).off("close", done);
      resolve();
    }
    output.on("drain", done).on("close", done);
  });
}
