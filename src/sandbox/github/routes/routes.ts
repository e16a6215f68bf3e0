import type { Route } from "../http/route.js";
import { activityRoutes } from "./activity.js";
import { appRoutes } from "./apps.js";
import { checkRoutes } from "./checks.js";
import { commentRoutes } from "./comments.js";
import { commitRoutes } from "./commits.js";
import { contentRoutes } from "./contents.js";
import { forkRoutes } from "./forks.js";
import { gitDatabaseRoutes } from "./git-database.js";
import { gitRefRoutes } from "./git-refs.js";
import { issueRoutes } from "./issues.js";
import { mergeRoutes } from "./merges.js";
import { metaRoutes } from "./meta.js";
import { protectionRoutes } from "./protections.js";
import { pullRoutes } from "./pulls.js";
import { repositoryRoutes } from "./repositories.js";
import { reviewRoutes } from "./reviews.js";
import { rulesetRoutes } from "./rulesets.js";
import { timelineRoutes } from "./timeline.js";
import { userRoutes } from "./users.js";

/** All of the REST API that this GitHub speaks. */
export const routes: readonly Route[] = [
  ...activityRoutes,
  ...appRoutes,
  ...checkRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...forkRoutes,
  ...gitDatabaseRoutes,
  ...gitRefRoutes,
  ...issueRoutes,
  ...mergeRoutes,
  ...metaRoutes,
  ...protectionRoutes,
  ...pullRoutes,
  ...repositoryRoutes,
  ...reviewRoutes,
  ...rulesetRoutes,
  ...timelineRoutes,
  ...userRoutes,
];
