import type { Account } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp } from "./common.js";

/** The short form of an account, as it stands inside everything else. */
export function simpleUser(world: World, account: Account): Shape {
  const url = api(world, `/users/${encodeURIComponent(account.login)}`);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("U", account.id),
    avatar_url: `${world.url}/avatars/u/${account.id}`,
    gravatar_id: "",
    url,
    html_url:
      account.type === "Bot"
        ? `${world.url}/apps/${account.login.replace(/\[bot\]$/, "")}`
        : `${world.url}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function publicUser(world: World, account: Account): Shape {
  const owned = [...world.repositories.values()].filter((repository) => repository.owner === account);
  return {
    ...simpleUser(world, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: owned.filter((repository) => !repository.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: timestamp(account.createdAt),
    updated_at: timestamp(account.createdAt),
  };
}

/** What an account sees of itself. */
export function privateUser(world: World, account: Account): Shape {
  const owned = [...world.repositories.values()].filter((repository) => repository.owner === account);
  const hidden = owned.filter((repository) => repository.private).length;
  return {
    ...publicUser(world, account),
    private_gists: 0,
    total_private_repos: hidden,
    owned_private_repos: hidden,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}
