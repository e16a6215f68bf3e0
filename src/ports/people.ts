/** Live membership, from the forge. */
export interface PeoplePort {
  /** Logins of a team's members, nested teams included. Undefined where there is no such team or it may not be read. */
  membersOf(organization: string, slug: string): Promise<readonly string[] | undefined>;
}
