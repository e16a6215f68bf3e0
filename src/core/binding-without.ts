import { type Binding, pairOf } from "../model/binding.js";
import { desire } from "./desire.js";

/** What is desired of a pair where some of the requests give nothing; undefined where no other gives it. */
export function bindingWithout(
  input: Parameters<typeof desire>[0],
  { pair, without }: { readonly pair: string; readonly without: ReadonlySet<string> },
): Binding | undefined {
  const others = input.requests.filter(
    ({ path, verdict }) =>
      verdict?.stands === true &&
      !without.has(path) &&
      verdict.what.some((what) => pairOf({ who: verdict.who, what }) === pair),
  );
  return desire({ ...input, requests: others }).bindings.find((one) => pairOf(one) === pair);
}
