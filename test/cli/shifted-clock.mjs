// Preloaded into the process that is tested: its clock adapter, and nothing else, reads another time than the machine's.
// The instant moves on as the machine's does, CURFEW_TEST_SHIFT milliseconds away from it.
import { register } from "node:module";

const hooks = `
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.endsWith("/dist/adapters/clock.js")) return loaded;
  const source = String(loaded.source).replaceAll("Date.now()", "(Date.now() + Number(process.env.CURFEW_TEST_SHIFT))");
  return { ...loaded, source };
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
