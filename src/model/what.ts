/** `<system>/<role>`: a role that can be asked for. */
export type What = `${string}/${string}`;

/** Names of systems, roles, policies and teams: lower case, digits and single inner hyphens, at most 40 characters. */
export const NAME = /^(?=[a-z0-9-]{1,40}(?![a-z0-9-]))[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function isWhat(text: string): text is What {
  const [system, role, ...rest] = text.split("/");
  return rest.length === 0 && NAME.test(system ?? "") && NAME.test(role ?? "");
}

export function systemOf(what: What): string {
  return what.slice(0, what.indexOf("/"));
}

export function roleOf(what: What): string {
  return what.slice(what.indexOf("/") + 1);
}
