import { vi } from "vitest";
import type { Provider } from "../../../src/ports/provider.js";
import type { Bend } from "../machine.js";
import type { Season } from "../seasons.js";

/** A mistake that somebody could make, and the invariant that must not hold with it. */
export interface Bug {
  readonly what: string;
  /** Where it is planted. */
  readonly where: string;
  readonly breaks: string;
  /** In which it shows. */
  readonly season: Season;
  plant(): void;
  readonly bend: Bend;
}

/** Something wrong with what providers do. */
export function inProviders(alter: (provider: Provider) => Partial<Provider>): Bend {
  return (context) => ({
    ...context,
    providers: {
      ...context.providers,
      async open(system) {
        const provider = await context.providers.open(system);
        return { ...provider, ...alter(provider) };
      },
    },
  });
}

const planted = new Set<string>();

/** Takes away whatever was planted. */
export function uproot(): void {
  for (const path of planted) vi.doUnmock(path);
  planted.clear();
  vi.resetModules();
}

/** A module of which some parts are others. */
export function instead<Module extends object>(path: string, change: (real: Module) => Partial<Module>) {
  return () => {
    planted.add(path);
    vi.doMock(path, async (original) => {
      const real = await original<Module>();
      return { ...real, ...change(real) };
    });
  };
}

export function bug(of: Pick<Bug, "what" | "where" | "breaks"> & Partial<Bug>): Bug {
  return { plant: () => undefined, bend: (context) => context, season: "busy", ...of };
}

export const CORE = "../../../src/core";
export const RUN = "../../../src/run";
