import { type Body, isObject } from "../http/body.js";
import { isAdmin, roleOf } from "../world/access.js";
import { type Actor, type Actors, type BypassActor, type Repository, ROLES, type Ruleset } from "../world/nouns.js";
import { findOrganization, membersOf, type World } from "../world/world.js";

/**
 * What a branch demands, from one source: its classic protection, or one ruleset. Sources add up; each is bypassed for
 * itself.
 */
export interface BranchRules {
  readonly source: "protection" | "ruleset";
  readonly name: string;
  /** How this actor may pass it by: always, only through a pull request, or not at all. */
  readonly bypass: "always" | "pull_request" | "never";
  readonly pullRequest:
    | {
        readonly count: number;
        readonly codeOwners: boolean;
        readonly dismissStale: boolean;
        readonly lastPush: boolean;
        readonly bypassed: boolean;
        readonly methods: readonly string[];
      }
    | undefined;
  readonly checks: { readonly strict: boolean; readonly contexts: readonly RequiredCheck[] } | undefined;
  readonly forbidCreation: boolean;
  readonly forbidUpdate: boolean;
  readonly forbidDeletion: boolean;
  readonly forbidForce: boolean;
  readonly linearHistory: boolean;
}

export interface RequiredCheck {
  readonly context: string;
  readonly appId: number | undefined;
}

/** fnmatch with FNM_PATHNAME, as for branch patterns: `*` stays within a folder, `**` does not. */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      return part.replace(/[.+^${}()|\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`).test(name);
}

export function appliesTo(repository: Repository, ruleset: Ruleset, ref: string): boolean {
  const kind = ref.startsWith("refs/tags/") ? "tag" : "branch";
  if (ruleset.target !== kind) return false;
  const matches = (pattern: string) => {
    if (pattern === "~ALL") return true;
    if (pattern === "~DEFAULT_BRANCH") return ref === `refs/heads/${repository.defaultBranch}`;
    return matchesPattern(pattern, ref);
  };
  return ruleset.include.some(matches) && !ruleset.exclude.some(matches);
}

function isAmong(world: World, actors: Actors, actor: Actor): boolean {
  if (actor.kind === "installation") return actors.apps.includes(actor.app);
  if (actor.kind !== "user") return false;
  return actors.users.includes(actor.account) || actors.teams.some((team) => membersOf(world, team).has(actor.account));
}

/** The roles that GitHub numbers in a bypass list. */
const NUMBERED_ROLES: Readonly<Record<number, number>> = {
  2: ROLES.indexOf("maintain"),
  4: ROLES.indexOf("write"),
  5: ROLES.indexOf("admin"),
};

function isBypassActor(world: World, repository: Repository, entry: BypassActor, actor: Actor): boolean {
  if (entry.actor_type === "Integration") return actor.kind === "installation" && actor.app.id === entry.actor_id;
  if (actor.kind !== "user") return false;
  const { account } = actor;
  switch (entry.actor_type) {
    case "OrganizationAdmin":
      return findOrganization(world, repository.owner.login)?.owners.has(account) ?? false;
    case "Team": {
      const team = world.teams.find((each) => each.id === entry.actor_id);
      return team ? membersOf(world, team).has(account) : false;
    }
    case "User":
      return account.id === entry.actor_id;
    case "RepositoryRole": {
      const role = roleOf(world, repository, account);
      const wanted = NUMBERED_ROLES[entry.actor_id ?? 0];
      return role !== undefined && wanted !== undefined && ROLES.indexOf(role) >= wanted;
    }
    default:
      return false;
  }
}

export function bypassOf(
  world: World,
  repository: Repository,
  ruleset: Ruleset,
  actor: Actor,
): "always" | "pull_request" | "never" {
  const modes = ruleset.bypassActors
    .filter((entry) => isBypassActor(world, repository, entry, actor))
    .map((entry) => entry.bypass_mode);
  if (modes.includes("always")) return "always";
  return modes.length > 0 ? "pull_request" : "never";
}

function fromRuleset(world: World, repository: Repository, ruleset: Ruleset, actor: Actor): BranchRules {
  const parameters = (type: string): Body | undefined => {
    const rule = ruleset.rules.find((each) => each.type === type);
    return rule && (rule.parameters ?? {});
  };
  const has = (type: string) => ruleset.rules.some((rule) => rule.type === type);
  const review = parameters("pull_request");
  const checks = parameters("required_status_checks");
  const required = Array.isArray(checks?.["required_status_checks"]) ? checks["required_status_checks"] : [];
  return {
    source: "ruleset",
    name: ruleset.name,
    bypass: bypassOf(world, repository, ruleset, actor),
    pullRequest: review && {
      count: Number(review["required_approving_review_count"] ?? 0),
      codeOwners: review["require_code_owner_review"] === true,
      dismissStale: review["dismiss_stale_reviews_on_push"] === true,
      lastPush: review["require_last_push_approval"] === true,
      bypassed: false,
      methods: Array.isArray(review["allowed_merge_methods"]) ? review["allowed_merge_methods"].map(String) : [],
    },
    checks: checks && {
      strict: checks["strict_required_status_checks_policy"] === true,
      contexts: required.filter(isObject).map((each) => ({
        context: String(each["context"]),
        appId: typeof each["integration_id"] === "number" ? each["integration_id"] : undefined,
      })),
    },
    forbidCreation: has("creation"),
    forbidUpdate: has("update"),
    forbidDeletion: has("deletion"),
    forbidForce: has("non_fast_forward"),
    linearHistory: has("required_linear_history"),
  };
}

function fromProtection(world: World, repository: Repository, branch: string, actor: Actor): BranchRules[] {
  const protection = repository.protections.get(branch);
  if (!protection) return [];
  const { reviews, statusChecks, restrictions } = protection;
  return [
    {
      source: "protection",
      name: branch,
      bypass: isAdmin(world, repository, actor) && !protection.enforceAdmins ? "always" : "never",
      pullRequest: reviews && { ...reviews, bypassed: isAmong(world, reviews.bypass, actor), methods: [] },
      checks: statusChecks && {
        strict: statusChecks.strict,
        contexts: statusChecks.checks.map((check) => ({ context: check.context, appId: check.appId ?? undefined })),
      },
      forbidCreation: false,
      forbidUpdate:
        restrictions !== undefined && !isAmong(world, restrictions, actor) && !isAdmin(world, repository, actor),
      forbidDeletion: !protection.allowDeletions,
      forbidForce: !protection.allowForcePushes,
      linearHistory: protection.linearHistory,
    },
  ];
}

/** Everything that a ref demands of an actor. */
export function rulesFor(world: World, repository: Repository, ref: string, actor: Actor): readonly BranchRules[] {
  const rulesets = [...repository.rulesets.values()].filter(
    (ruleset) => ruleset.enforcement === "active" && appliesTo(repository, ruleset, ref),
  );
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
  return [
    ...(branch === undefined ? [] : fromProtection(world, repository, branch, actor)),
    ...rulesets.map((ruleset) => fromRuleset(world, repository, ruleset, actor)),
  ];
}
