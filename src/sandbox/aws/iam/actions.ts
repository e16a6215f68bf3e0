import type { ActionTable } from "../action.js";
import { authorizationDetailsActions } from "./authorization-details.js";
import { holderPolicyActions } from "./holder-policies.js";
import { roleActions } from "./roles.js";
import { userActions } from "./users.js";

export const iamActions: ActionTable = {
  ...roleActions,
  ...userActions,
  ...holderPolicyActions,
  ...authorizationDetailsActions,
};
