import { PEOPLE_PATH, systemPath } from "../core/read/paths.js";
import { NOBODY } from "../core/read/people.js";
import { unreadIn } from "../core/unread.js";
import type { Access } from "../model/access.js";
import { type Finding, finding } from "../model/finding.js";
import type { System } from "../model/system.js";
import { HistoryTooShort } from "../ports/failure.js";
import type { Context } from "./context.js";
import { orShort, shallowFindings } from "./shallow.js";

/** How many versions of a file are looked at for one that can be read. */
const MOST_VERSIONS = 50;

/**
 * The folder of a commit as it stands for what is held. In place of people or a system that cannot be read there is the
 * last version on the first-parent history that could be, as it was read in its own commit; nobody, or no system, where
 * there is none, or none that a shallow clone knows of. The findings stay those of the commit: with them, nothing new is
 * granted by what stands in.
 */
export async function standingAccess(
  context: Context,
  access: Access,
): Promise<{ readonly access: Access; readonly findings: readonly Finding[] }> {
  const unread = unreadIn(access);
  const findings: Finding[] = [];
  const lastBefore = async (path: string, isRead: (of: Access) => boolean) => {
    const before = await orShort(() => lastReadable(context, access.commit, path, isRead));
    if (!(before instanceof HistoryTooShort)) return before;
    findings.push(...shallowFindings(before));
    return undefined;
  };
  let { people } = access;
  if (unread.people) {
    const before = await lastBefore(PEOPLE_PATH, (of) => !unreadIn(of).people);
    people = before?.people ?? NOBODY;
    findings.push(finding("access-frozen", { path: PEOPLE_PATH }, commitOf(before)));
  }
  const systems = new Map<string, System>(access.systems);
  for (const name of unread.systems) {
    const path = systemPath(name);
    const isRead = (of: Access) => of.systems.has(name) && !unreadIn(of).systems.has(name);
    const before = await lastBefore(path, isRead);
    const system = before?.systems.get(name);
    if (system === undefined) systems.delete(name);
    else systems.set(name, system);
    findings.push(finding("access-frozen", { path }, { system: name, ...commitOf(before) }));
  }
  return { access: { ...access, people, systems }, findings };
}

async function lastReadable(
  context: Context,
  head: string,
  path: string,
  isRead: (access: Access) => boolean,
): Promise<Access | undefined> {
  let looked = 0;
  for await (const commit of context.history.versions(head, path)) {
    const access = await context.accessAt(commit);
    if (isRead(access)) return access;
    looked += 1;
    if (looked === MOST_VERSIONS) return undefined;
  }
  return undefined;
}

function commitOf(access: Access | undefined): { readonly commit?: string } {
  return access === undefined ? {} : { commit: access.commit };
}
