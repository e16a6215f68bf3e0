/** One line of CODEOWNERS. The last rule that matches a path decides; one without owners says that nobody owns it. */
export interface OwnerRule {
  readonly line: number;
  readonly pattern: string;
  readonly owners: readonly Owner[];
}

/** Of `acme/security`, `organization` is `acme` and `slug` is `security`. */
export interface GitHubTeam {
  readonly organization: string;
  readonly slug: string;
}

export type Owner =
  | { readonly kind: "user"; readonly login: string }
  /** `@acme/security` */
  | ({ readonly kind: "team" } & GitHubTeam)
  | { readonly kind: "email"; readonly email: string };

/** As CODEOWNERS writes it: `@dana`, `@acme/security`, `dana@example.com`. */
export function formatOwner(owner: Owner): string {
  switch (owner.kind) {
    case "user":
      return `@${owner.login}`;
    case "team":
      return `@${owner.organization}/${owner.slug}`;
    case "email":
      return owner.email;
    default:
      return owner satisfies never;
  }
}

/** Members of GitHub teams as read live, by `organization/slug` in lower case; logins. A team that is absent could not be read. */
export type LiveTeams = Readonly<Record<string, readonly string[]>>;

export function teamKey({ organization, slug }: GitHubTeam): string {
  return `${organization}/${slug}`.toLowerCase();
}
