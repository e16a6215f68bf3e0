import { accountOfAddress, accountsIn } from "../core/accounts.js";
import { dependsOnPast } from "../core/past.js";
import type { KindSchemas } from "../core/read/system.js";
import type { Access } from "../model/access.js";
import { coAuthors } from "../model/co-authors.js";
import { reasonsIn } from "../model/decision.js";
import type { Account } from "../model/facts.js";
import type { Instant } from "../model/instant.js";
import type { People } from "../model/person.js";
import type { Settings } from "../model/settings.js";
import { UNLIMITED } from "../ports/budget.js";
import type { Commit } from "../ports/forge.js";
import type { History } from "../ports/history.js";
import type { Unknown } from "../render/unknowns.js";
import type { Context, Providers } from "./context.js";
import { judgePullRequest, type View } from "./judge-pull-request.js";
import { OFFLINE_REPOSITORY, offlineConversation, offlineForge, unknownOffline } from "./offline-forge.js";
import { createAccessReader } from "./read-access.js";

/** What git tells of a commit that the head has and the base has not. */
export interface RangeCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

export interface Range {
  readonly history: History;
  /** Commits, in full. */
  readonly base: string;
  readonly head: string;
  /** The newest first. */
  readonly commits: readonly RangeCommit[];
  /** Who would open the pull request, where somebody said so. */
  readonly author?: string;
  /** The address that this machine's user commits under. */
  readonly userAddress?: string;
}

export interface CheckedRange {
  readonly view: View;
  readonly author: Asker;
  readonly unknown: readonly Unknown[];
}

/** Who asks, and how that is known. */
export type Asker =
  | { readonly kind: "known"; readonly login: string; readonly from: "option" | "commits" | "user" }
  /** Nobody in `people.yaml` has these addresses. */
  | { readonly kind: "unknown"; readonly addresses: readonly string[] };

/** GitHub's own pages commit under this address: it writes nothing. */
const WEB_FLOW = "noreply@github.com";

/**
 * Judges what a branch would bring as the App judges its pull request, under what stands on the base, with what a clone
 * knows: whatever only the forge knows is said to be unknown, and nobody has approved.
 */
export async function checkRange(
  range: Range,
  kinds: { readonly schemas: KindSchemas; readonly kind: Providers["kind"] },
  now: Instant,
): Promise<CheckedRange> {
  const { history, base, head, commits } = range;
  const accessAt = createAccessReader(history, kinds.schemas);
  const { people, settings } = await accessAt(base);
  const author = askerOf(range, people);
  const written = commits.map((commit) => writingOf(commit, people));
  const context: Context = {
    forge: offlineForge("main", written),
    conversation: offlineConversation(),
    // The base is what the default branch is, whatever it is called here.
    history: { ...history, branch: async () => base },
    ledger: { read: async () => ({ lines: [], findings: [] }), lost: unknownOffline, append: unknownOffline },
    people: { membersOf: async () => undefined },
    providers: { kind: kinds.kind, open: unknownOffline },
    log: { info() {}, warn() {}, error() {} },
    budget: UNLIMITED,
    // How policy came is for the forge to say: nothing is asked for here, and that is said.
    accessAt: async (commit) => withoutAnchor(await accessAt(commit)),
  };
  const account: Account = accountsIn(people)(author.kind === "known" ? author.login : (author.addresses[0] ?? ""));
  const pull = {
    number: 0,
    title: "",
    author: account,
    draft: false,
    open: true,
    opened: now,
    head: { commit: head, branch: "head", repository: OFFLINE_REPOSITORY },
    base: { commit: base, branch: "main" },
  };
  const view = await judgePullRequest(context, pull, base, now);
  return { view, author, unknown: [...unknownOf(view, commits, people), ...unknownPolicy(view, settings)] };
}

function askerOf({ author, commits, userAddress }: Range, people: People): Asker {
  if (author !== undefined) return { kind: "known", login: author, from: "option" };
  const addresses = [...new Set(commits.map((commit) => commit.author))];
  const [writer] = addresses.flatMap((address) => accountOfAddress(people, address) ?? []);
  if (writer !== undefined) return { kind: "known", login: writer.login, from: "commits" };
  const user = userAddress === undefined ? undefined : accountOfAddress(people, userAddress);
  if (user !== undefined) return { kind: "known", login: user.login, from: "user" };
  return { kind: "unknown", addresses: [...addresses, ...(userAddress === undefined ? [] : [userAddress])] };
}

/** Addresses that only the forge may know make nobody a writer: that is among what is unknown. */
function writingOf(commit: RangeCommit, people: People): Commit {
  const writers = addressesOf(commit).flatMap((address) => accountOfAddress(people, address) ?? []);
  return { commit: commit.commit, writers, unknown: [], parents: commit.parents };
}

function addressesOf({ author, committer, message }: RangeCommit): readonly string[] {
  return [...new Set([author, committer, ...coAuthors(message)])].filter((address) => address !== WEB_FLOW);
}

function withoutAnchor(access: Access): Access {
  const { anchor: _, ...settings } = access.settings;
  return { ...access, settings };
}

function unknownPolicy(view: View, { anchor }: Settings): readonly Unknown[] {
  return view.kind === "requests" && anchor !== undefined ? [{ kind: "provenance" }] : [];
}

function unknownOf(view: View, commits: readonly RangeCommit[], people: People): readonly Unknown[] {
  if (view.kind === "access") return [{ kind: "effect" }];
  if (view.kind !== "requests" && view.kind !== "removals") return [];
  const teams = reasonsIn(view.judgement.decision).flatMap((reason) =>
    reason.kind === "finding" && reason.finding.code === "unknown-team" ? [reason.finding.args.team] : [],
  );
  const addresses = commits.flatMap(addressesOf).filter((address) => accountOfAddress(people, address) === undefined);
  return [
    { kind: "reviews" },
    ...(view.kind === "removals" ? [{ kind: "merges" } as const] : []),
    ...(view.kind === "requests" && dependsOnPast(view.requests, view.access) ? [{ kind: "past" } as const] : []),
    ...(teams.length === 0 ? [] : [{ kind: "teams", teams: [...new Set(teams)] } as const]),
    ...(addresses.length === 0 ? [] : [{ kind: "writers", addresses: [...new Set(addresses)] } as const]),
  ];
}
