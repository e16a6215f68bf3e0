import type { ActionTable } from "../action.js";
import { accessKeyActions } from "./access-keys.js";
import { authorizationDetailsActions } from "./authorization-details.js";
import { boundaryActions } from "./boundaries.js";
import { groupActions } from "./groups.js";
import { holderPolicyActions } from "./holder-policies.js";
import { managedPolicyActions } from "./managed-policies.js";
import { oidcProviderActions } from "./oidc-providers.js";
import { roleActions } from "./roles.js";
import { samlProviderActions } from "./saml-providers.js";
import { simulationActions } from "./simulation.js";
import { summaryActions } from "./summary.js";
import { tagActions } from "./tags.js";
import { userActions } from "./users.js";

export const iamActions: ActionTable = {
  ...roleActions,
  ...userActions,
  ...groupActions,
  ...accessKeyActions,
  ...tagActions,
  ...boundaryActions,
  ...holderPolicyActions,
  ...managedPolicyActions,
  ...authorizationDetailsActions,
  ...samlProviderActions,
  ...oidcProviderActions,
  ...summaryActions,
  ...simulationActions,
};
