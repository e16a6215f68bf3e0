import { type KeyObject, X509Certificate } from "node:crypto";
import type { ActionRequest, ActionTable } from "../action.js";
import { entityAlreadyExists, invalidInput, noSuchEntity } from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import { childrenOf, onlyChild, readXml, type XmlElement } from "../protocol/read-xml.js";
import type { XmlFields } from "../protocol/xml.js";
import { SIGNATURE } from "../protocol/xml-signature.js";
import type { SamlProvider } from "../state/identity-providers.js";
import { requireName } from "./validate.js";

const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html */
export const samlProviderActions: ActionTable = {
  CreateSAMLProvider: { target: newProvider, run: createProvider },
  GetSAMLProvider: {
    target,
    run(request) {
      const { metadata, created } = requireProvider(request);
      return { SAMLMetadataDocument: metadata, CreateDate: isoSeconds(created) };
    },
  },
  ListSAMLProviders: {
    run: ({ account }) => ({
      SAMLProviderList: [...account.samlProviders.values()].map(({ arn, created }) => ({
        Arn: arn,
        CreateDate: isoSeconds(created),
      })),
    }),
  },
  DeleteSAMLProvider: {
    target,
    run(request) {
      request.account.samlProviders.delete(requireProvider(request).arn);
      return undefined;
    },
  },
};

function createProvider(request: ActionRequest): XmlFields {
  const { world, account, params } = request;
  const name = requireName(params, "Name", 128);
  const metadata = params.required("SAMLMetadataDocument");
  const { arn } = newProvider(request);
  if (account.samlProviders.has(arn)) throw entityAlreadyExists(`SAMLProvider ${arn} already exists.`);
  const provider: SamlProvider = {
    name,
    arn,
    account: account.id,
    created: world.clock.now(),
    metadata,
    ...readMetadata(metadata),
  };
  account.samlProviders.set(arn, provider);
  return { SAMLProviderArn: arn };
}

function newProvider({ account, params }: ActionRequest) {
  return { arn: `arn:aws:iam::${account.id}:saml-provider/${params.required("Name")}` };
}

function target({ params }: ActionRequest) {
  return { arn: params.required("SAMLProviderArn") };
}

function requireProvider({ account, params }: ActionRequest): SamlProvider {
  const arn = params.required("SAMLProviderArn");
  const provider = account.samlProviders.get(arn);
  if (!provider) throw noSuchEntity(`Manifest not found for arn ${arn}`);
  return provider;
}

function readMetadata(metadata: string): Pick<SamlProvider, "entityId" | "keys"> {
  const root = readXml(metadata.replace(/^\s*<\?xml[^>]*\?>\s*/, ""));
  const descriptor = onlyChild(root, "IDPSSODescriptor", METADATA);
  const entityId = root?.attributes.get("entityID") ?? "";
  const keys = childrenOf(descriptor, "KeyDescriptor", METADATA)
    .filter(({ attributes }) => (attributes.get("use") ?? "signing") === "signing")
    .flatMap((key) => certificateKey(key));
  if (root?.name !== "EntityDescriptor" || root.namespace !== METADATA || entityId === "" || keys.length === 0) {
    throw invalidInput("Could not parse metadata");
  }
  return { entityId, keys };
}

function certificateKey(descriptor: XmlElement): readonly KeyObject[] {
  const data = onlyChild(onlyChild(descriptor, "KeyInfo", SIGNATURE), "X509Data", SIGNATURE);
  const text = onlyChild(data, "X509Certificate", SIGNATURE)?.text ?? "";
  try {
    return [new X509Certificate(Buffer.from(text, "base64")).publicKey];
  } catch {
    throw invalidInput("Could not parse metadata");
  }
}
