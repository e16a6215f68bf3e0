import type { Ending } from "../ending.js";
import type { Shared } from "../main.js";

export async function demo(shared: Shared, options: { readonly keep?: boolean }): Promise<Ending> {
  const { runDemo } = await import("../../demo/demo.js");
  return runDemo({ json: shared.json === true, keep: options.keep === true });
}
