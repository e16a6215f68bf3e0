import type { ActionRequest, ActionTable } from "../action.js";
import { entityAlreadyExists, invalidInput, noSuchEntity, validationError } from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import type { XmlFields } from "../protocol/xml.js";
import type { OidcProvider } from "../state/identity-providers.js";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const oidcProviderActions: ActionTable = {
  CreateOpenIDConnectProvider: { target: newProvider, run: createProvider },
  GetOpenIDConnectProvider: {
    target,
    run(request) {
      const { url, clientIds, thumbprints, created } = requireProvider(request);
      return {
        Url: url,
        ClientIDList: [...clientIds],
        ThumbprintList: thumbprints,
        CreateDate: isoSeconds(created),
      };
    },
  },
  ListOpenIDConnectProviders: {
    run: ({ account }) => ({
      OpenIDConnectProviderList: [...account.oidcProviders.keys()].sort().map((Arn) => ({ Arn })),
    }),
  },
  AddClientIDToOpenIDConnectProvider: {
    target,
    run(request) {
      requireProvider(request).clientIds.add(request.params.required("ClientID"));
      return undefined;
    },
  },
  RemoveClientIDFromOpenIDConnectProvider: {
    target,
    run(request) {
      requireProvider(request).clientIds.delete(request.params.required("ClientID"));
      return undefined;
    },
  },
  // Not even of one that is not there does it say so.
  DeleteOpenIDConnectProvider: {
    target,
    run({ account, params }) {
      account.oidcProviders.delete(params.required("OpenIDConnectProviderArn"));
      return undefined;
    },
  },
};

function createProvider(request: ActionRequest): XmlFields {
  const { world, account, params } = request;
  const url = addressOf(params.required("Url"));
  const clientIds = params.list("ClientIDList");
  if (clientIds.length > 100) throw invalidInput("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  const { arn } = newProvider(request);
  if (account.oidcProviders.has(arn)) throw entityAlreadyExists(`Provider with url https://${url} already exists.`);
  const provider: OidcProvider = {
    arn,
    account: account.id,
    created: world.clock.now(),
    url,
    clientIds: new Set(clientIds),
    thumbprints: params.list("ThumbprintList"),
  };
  account.oidcProviders.set(arn, provider);
  return { OpenIDConnectProviderArn: arn };
}

function newProvider({ account, params }: ActionRequest) {
  return { arn: `arn:aws:iam::${account.id}:oidc-provider/${addressOf(params.required("Url"))}` };
}

function target({ params }: ActionRequest) {
  return { arn: params.required("OpenIDConnectProviderArn") };
}

function requireProvider({ account, params }: ActionRequest): OidcProvider {
  const arn = params.required("OpenIDConnectProviderArn");
  const provider = account.oidcProviders.get(arn);
  if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}

/** What follows `https://`: "the URL should not contain a port number", nor a query. */
function addressOf(url: string): string {
  const match = /^https:\/\/([a-z0-9.-]+(?:\/[\w.~/-]*)?)$/i.exec(url);
  if (!match || url.length > 255) throw validationError("Invalid Open ID Connect Provider URL");
  return match[1] ?? "";
}
