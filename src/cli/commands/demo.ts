import { type Ending, EXIT } from "../ending.js";
import type { Shared } from "../main.js";
import { exitOfSignal, stopOnSignals } from "../signals.js";

/** Whenever it is told to stop, its servers and folders go; `--keep` waits for nothing else, and that is fine. */
export async function demo(shared: Shared, options: { readonly keep?: boolean }): Promise<Ending> {
  const stop = stopOnSignals();
  const { runDemo } = await import("../../demo/demo.js");
  const exit = await runDemo({ json: shared.json === true, keep: options.keep === true, stop });
  return { text: "", exit: exit ?? exitOfSignal() ?? EXIT.bug };
}
