import type { ProviderContext } from "../../ports/provider.js";

export type Environment = ProviderContext["environment"];

/** A variable; undefined for one that is empty, too: so a workflow passes on what nobody has set. */
export function given(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === "" ? undefined : value;
}
