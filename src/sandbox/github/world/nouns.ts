import type { KeyObject } from "node:crypto";
import type { GitRepository } from "../git/git-repository.js";

/** What the sandbox remembers. Content lives in git; this is the conversation about it, and who may take part. */

export type Level = "read" | "write";
export const ROLES = ["read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization";
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: number;
}

export interface Organization {
  readonly account: Account;
  readonly members: Set<Account>;
  readonly owners: Set<Account>;
}

export interface Team {
  readonly id: number;
  readonly organization: Organization;
  readonly slug: string;
  readonly parent: Team | undefined;
  /** Seen by its members and the organisation's owners alone. */
  readonly secret: boolean;
  readonly members: Set<Account>;
  readonly createdAt: number;
}

export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly publicKey: KeyObject;
  readonly permissions: Readonly<Record<string, Level>>;
  readonly events: readonly string[];
  readonly createdAt: number;
  webhook: Webhook | undefined;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly repositories: Set<Repository>;
  readonly createdAt: number;
}

/** Who a request comes from, as its credentials proved. */
export type Actor =
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly account: Account }
  | { readonly kind: "app"; readonly app: App }
  | {
      readonly kind: "installation";
      readonly account: Account;
      readonly app: App;
      readonly installation: Installation;
      readonly permissions: Readonly<Record<string, Level>>;
      readonly repositories: ReadonlySet<Repository>;
    };

/** An actor that can be the author of something. */
export type Author = Extract<Actor, { kind: "user" | "installation" }>;

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Comment {
  readonly id: number;
  readonly author: Author;
  readonly createdAt: number;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: number;
}

export interface Reaction {
  readonly id: number;
  readonly author: Account;
  readonly content: string;
  readonly createdAt: number;
}

/** Something that happened to an issue, as `/events` and `/timeline` tell it. */
export interface IssueEvent {
  readonly id: number;
  readonly event: string;
  readonly actor: Author;
  readonly createdAt: number;
  readonly commitId: string | null;
  readonly requestedReviewer?: Account;
  readonly requestedTeam?: Team;
  readonly rename?: { readonly from: string; readonly to: string };
  readonly dismissed?: {
    readonly state: string;
    readonly reviewId: number;
    readonly message: string | null;
    readonly commitId?: string;
  };
}

export type ReviewState = "PENDING" | "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";

export interface Review {
  readonly id: number;
  readonly author: Author;
  readonly commitId: string;
  body: string;
  state: ReviewState;
  submittedAt: number | undefined;
}

export interface Merged {
  readonly at: number;
  readonly by: Author;
  readonly sha: string;
}

export interface PullFacts {
  readonly id: number;
  /** The repository itself, or a fork of it. */
  readonly headRepository: Repository;
  readonly headRef: string;
  readonly reviews: Review[];
  readonly requestedReviewers: Set<Account>;
  readonly requestedTeams: Set<Team>;
  draft: boolean;
  baseRef: string;
  headSha: string;
  /** The tip of the base when the pull request was last opened, pushed to or retargeted; not the tip of today. */
  baseSha: string;
  /** Who moved the head last: with `require_last_push_approval` somebody else has to approve. */
  lastPusher: Account;
  testMergeSha: string | null;
  merged: Merged | undefined;
}

/** An issue, or a pull request, which is an issue with a head and a base. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: Author;
  readonly createdAt: number;
  readonly comments: Comment[];
  readonly events: IssueEvent[];
  readonly reactions: Reaction[];
  readonly labels: Set<Label>;
  readonly assignees: Set<Account>;
  readonly pull: PullFacts | undefined;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: string | null;
  closedAt: number | undefined;
  closedBy: Account | undefined;
  updatedAt: number;
}

export type PullRequest = Issue & { readonly pull: PullFacts };

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: string;
  readonly title: string | null;
  readonly message: string;
  readonly raw_details: string | null;
  readonly blob_href: string;
}

export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly createdAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly annotations: Annotation[];
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: string;
  conclusion: string | null;
  startedAt: number;
  completedAt: number | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

export interface Activity {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly type: "push" | "force_push" | "branch_deletion" | "branch_creation" | "pr_merge";
  readonly actor: Account;
  readonly timestamp: number;
}

/** Classic branch protection, for one branch. */
export interface Protection {
  readonly statusChecks:
    | {
        readonly strict: boolean;
        readonly checks: readonly { readonly context: string; readonly appId: number | null }[];
      }
    | undefined;
  readonly reviews:
    | {
        readonly count: number;
        readonly codeOwners: boolean;
        readonly dismissStale: boolean;
        readonly lastPush: boolean;
        readonly bypass: Actors;
      }
    | undefined;
  readonly enforceAdmins: boolean;
  readonly restrictions: Actors | undefined;
  readonly allowForcePushes: boolean;
  readonly allowDeletions: boolean;
  readonly linearHistory: boolean;
}

export interface Actors {
  readonly users: readonly Account[];
  readonly teams: readonly Team[];
  readonly apps: readonly App[];
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: "always" | "pull_request";
}

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface Ruleset {
  readonly id: number;
  readonly createdAt: number;
  name: string;
  target: string;
  enforcement: "disabled" | "active" | "evaluate";
  bypassActors: readonly BypassActor[];
  include: readonly string[];
  exclude: readonly string[];
  rules: readonly Rule[];
  updatedAt: number;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  /** What this is a fork of. */
  readonly parent: Repository | undefined;
  readonly defaultBranch: string;
  readonly git: GitRepository;
  readonly createdAt: number;
  readonly collaborators: Map<Account, Role>;
  readonly teams: Map<Team, Role>;
  readonly issues: Map<number, Issue>;
  readonly labels: Map<string, Label>;
  readonly suites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly protections: Map<string, Protection>;
  readonly rulesets: Map<number, Ruleset>;
  readonly activity: Activity[];
  pushedAt: number;
}
