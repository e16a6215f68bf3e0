import type { Route } from "./route.js";

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** These may hold slashes that were not encoded. */
const GREEDY = new Set(["path", "ref", "branch", "basehead"]);

function pattern(template: string): RegExp {
  const source = template
    .split("/")
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part;
      return GREEDY.has(name) ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`;
    })
    .join("/");
  return new RegExp(`^${source}$`);
}

export function createRouter(routes: readonly Route[]): (method: string, path: string) => Found | undefined {
  // The longer template first: `/branches/{branch}/protection` before `/branches/{branch}`.
  const compiled = routes
    .map((route) => ({ route, pattern: pattern(route.template), weight: route.template.split("/").length }))
    .sort((a, b) => b.weight - a.weight);

  return (method, path) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      const params: Record<string, string> = {};
      for (const [name, value] of Object.entries(match.groups ?? {})) {
        try {
          params[name] = decodeURIComponent(value);
        } catch {
          return undefined;
        }
      }
      return { route, params };
    }
    return undefined;
  };
}
