import { type Repository, ROLES, type Role } from "../world/nouns.js";
import { findOrganization, fullName, type World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp } from "./common.js";
import { simpleUser } from "./user.js";

/** The links that every form of a repository carries, by the path below it. */
const LINKS = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
} as const;

export function rolePermissions(role: Role | undefined): Record<string, boolean> {
  const at = role === undefined ? -1 : ROLES.indexOf(role);
  return { admin: at >= 4, maintain: at >= 3, push: at >= 2, triage: at >= 1, pull: at >= 0 };
}

export function repositoryShape(world: World, repository: Repository): Shape {
  const name = fullName(repository);
  const url = api(world, `/repos/${name}`);
  const html = `${world.url}/${name}`;
  const open = [...repository.issues.values()].filter((issue) => issue.state === "open").length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: simpleUser(world, repository.owner),
    html_url: html,
    description: null,
    fork: repository.parent !== undefined,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([key, path]) => [key, `${url}${path}`])),
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.pushedAt),
    pushed_at: timestamp(repository.pushedAt),
    git_url: html.replace(/^https?/, "git").concat(".git"),
    ssh_url: `git@${new URL(world.url).hostname}:${name}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

const MERGE_SETTINGS = {
  allow_squash_merge: true,
  allow_merge_commit: true,
  allow_rebase_merge: false,
  allow_auto_merge: false,
  delete_branch_on_merge: false,
  allow_update_branch: true,
  use_squash_pr_title_as_default: false,
  squash_merge_commit_message: "COMMIT_MESSAGES",
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  merge_commit_message: "PR_TITLE",
  merge_commit_title: "MERGE_MESSAGE",
} as const;

/** As it stands in the base and head of a pull request. */
export function pullRepository(world: World, repository: Repository): Shape {
  return { ...repositoryShape(world, repository), ...MERGE_SETTINGS };
}

export function fullRepository(world: World, repository: Repository, role: Role | undefined): Shape {
  const organization = findOrganization(world, repository.owner.login);
  return {
    ...repositoryShape(world, repository),
    permissions: rolePermissions(role),
    temp_clone_token: "",
    ...MERGE_SETTINGS,
    ...(organization ? { organization: simpleUser(world, repository.owner) } : {}),
    ...(repository.parent ? familyOf(world, repository.parent) : {}),
    subscribers_count: 0,
    network_count: 0,
  };
}

function familyOf(world: World, parent: Repository): Shape {
  let source = parent;
  while (source.parent) source = source.parent;
  return { parent: pullRepository(world, parent), source: pullRepository(world, source) };
}

/** A push tells the time in seconds of the epoch, unlike every other event. */
export function pushRepository(world: World, repository: Repository): Shape {
  return {
    ...repositoryShape(world, repository),
    custom_properties: {},
    created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(repository.pushedAt / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
    owner: {
      ...simpleUser(world, repository.owner),
      name: repository.owner.login,
      email: repository.owner.email,
    },
  };
}
