import { sameLogin } from "../model/person.js";
import type { Context } from "./context.js";
import type { JudgedHead } from "./judge-head.js";

/** Requests that left the branch by a pull request, and whether their holder took them out. */
export type Removals = ReadonlyMap<string, { readonly returned: boolean }>;

/** Looks up how requests that something is held for left HEAD: one walk of history, and one question for each. */
export async function findRemovals(
  context: Context,
  head: JudgedHead,
  ended: readonly { readonly request: string; readonly who: string }[],
): Promise<Removals> {
  const present = new Set(head.requests.map((request) => request.path));
  const holders = new Map(
    ended.filter(({ request }) => !present.has(request)).map(({ request, who }) => [request, who]),
  );
  const events = await context.history.removals(head.commit, [...holders.keys()]);
  const removals = new Map<string, { readonly returned: boolean }>();
  for (const [path, who] of holders) {
    const event = events.get(path);
    const pull = event && (await context.forge.pullRequestOfMerge(event.commit));
    if (pull) removals.set(path, { returned: sameLogin(pull.author.login, who) });
  }
  return removals;
}
