import type { ActionTable, UnsignedAction } from "./action.js";
import { iamActions } from "./iam/actions.js";
import { rdsActions } from "./rds/actions.js";
import { stsActions, unsignedStsActions } from "./sts/actions.js";

export interface Service {
  /** In signatures' scopes and before an action's name: `iam`. */
  readonly name: string;
  /** What requests say, and what tells the services of one endpoint apart. */
  readonly version: string;
  /** Of answers. */
  readonly namespace: string;
  readonly actions: ActionTable;
  /** Actions that ask for no signature. */
  readonly unsigned: Readonly<Record<string, UnsignedAction>>;
}

export const sts: Service = {
  name: "sts",
  version: "2011-06-15",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  actions: stsActions,
  unsigned: unsignedStsActions,
};

const services: readonly Service[] = [
  {
    name: "iam",
    version: "2010-05-08",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    actions: iamActions,
    unsigned: {},
  },
  sts,
  {
    name: "rds",
    version: "2014-10-31",
    namespace: "http://rds.amazonaws.com/doc/2014-10-31/",
    actions: rdsActions,
    unsigned: {},
  },
];

export function serviceOfVersion(version: string | undefined): Service | undefined {
  return services.find((service) => service.version === version);
}
