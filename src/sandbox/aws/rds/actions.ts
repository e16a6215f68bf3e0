import { randomBytes } from "node:crypto";
import type { ActionRequest, ActionTable, Target } from "../action.js";
import type { XmlFields } from "../protocol/xml.js";

/**
 * A little of RDS, so that a person's permissions can be tried by real calls: every name that is asked for exists, and
 * nothing changes. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/
 */
export const rdsActions: ActionTable = {
  DescribeDBInstances: {
    target: (request) => database(request, "db", request.params.optional("DBInstanceIdentifier") ?? "*"),
    run: (request) => ({
      DBInstances: {
        elements: "DBInstance",
        items: [instance(request, request.params.optional("DBInstanceIdentifier") ?? "orders-db-1")],
      },
    }),
  },
  RebootDBInstance: {
    target: (request) => database(request, "db", request.params.required("DBInstanceIdentifier")),
    run: (request) => ({
      DBInstance: {
        ...instance(request, request.params.required("DBInstanceIdentifier")),
        DBInstanceStatus: "rebooting",
      },
    }),
  },
  FailoverDBCluster: {
    target: (request) => database(request, "cluster", request.params.required("DBClusterIdentifier")),
    run: (request) => {
      const name = request.params.required("DBClusterIdentifier");
      return {
        DBCluster: {
          DBClusterIdentifier: name,
          DBClusterArn: database(request, "cluster", name).arn,
          Engine: "aurora-postgresql",
          Status: "failing-over",
          DbClusterResourceId: `cluster-${randomBytes(13).toString("hex").toUpperCase()}`,
        },
      };
    },
  },
};

function database({ account, region }: ActionRequest, kind: "db" | "cluster", name: string): Target {
  return { arn: `arn:aws:rds:${region}:${account.id}:${kind}:${name}` };
}

function instance(request: ActionRequest, name: string): XmlFields {
  return {
    DBInstanceIdentifier: name,
    DBInstanceClass: "db.r6g.large",
    Engine: "aurora-postgresql",
    DBInstanceStatus: "available",
    DBInstanceArn: database(request, "db", name).arn,
    MultiAZ: false,
  };
}
