import type { Binding } from "../model/binding.js";
import type { RequestAtHead } from "../model/desire.js";
import { placeOf } from "../model/place.js";
import type { System } from "../model/system.js";
import { systemOf } from "../model/what.js";

/** What is desired where the system is: one name may stand for what is in one account now and was in another. */
export function bindingsAt(
  system: System,
  of: { readonly bindings: readonly Binding[]; readonly requests: readonly RequestAtHead[] },
): readonly Binding[] {
  const place = placeOf(system);
  const here = new Set(
    of.requests.flatMap(({ path, verdict }) => (verdict?.stands === true && verdict.place === place ? [path] : [])),
  );
  return of.bindings.filter(({ what, request }) => systemOf(what) === system.name && here.has(request));
}
