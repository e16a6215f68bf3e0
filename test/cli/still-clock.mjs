// Preloaded into the process that is tested: its clock adapter, and nothing else, reads CURFEW_TEST_NOW (epoch
// milliseconds) instead of the machine's time, and stands still there, as the world's clock does.
import { register } from "node:module";

const hooks = `
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.endsWith("/dist/adapters/clock.js")) return loaded;
  const source = String(loaded.source).replaceAll("Date.now()", "Number(process.env.CURFEW_TEST_NOW)");
  return { ...loaded, source };
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
