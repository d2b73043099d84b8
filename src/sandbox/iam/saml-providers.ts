import type {
  CreateSAMLProviderRequest,
  CreateSAMLProviderResponse,
  DeleteSAMLProviderRequest,
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListSAMLProvidersResponse,
  UpdateSAMLProviderRequest,
  UpdateSAMLProviderResponse,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { parseSamlMetadata } from '../saml/metadata.ts'
import { uniqueId } from '../unique-id.ts'
import { callerAccount } from './caller.ts'
import { entityAlreadyExists, invalidInput, limitExceeded } from './errors.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import { changeEncryption, withoutEncryption } from './saml-encryption.ts'
import { findSamlProvider, samlProviderArn, samlProviderSubject } from './saml-provider.ts'
import { formatTags, parseTags, tagsOutput } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html */
export const createSamlProvider: Operation<CreateSAMLProviderRequest, CreateSAMLProviderResponse> = {
  requires: ({ Name, Tags }, call, stores) => {
    const tags = parseTags(Tags, 'exact')
    if (!tags.ok) return tags
    const subject = { arn: samlProviderArn(Name, call, stores) }
    const more = { requestTags: tags.value }
    const create = permission('iam:CreateSAMLProvider', subject, more)
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagSAMLProvider', subject, more)])
  },
  run: (input, call, stores) => {
    const account = callerAccount(call, stores)
    const tags = parseTags(input.Tags, 'exact')
    if (!tags.ok) return tags
    const encryption = changeEncryption(input, withoutEncryption, call)
    if (!encryption.ok) return encryption
    const validUntil = readValidUntil(input.SAMLMetadataDocument, call.now)
    if (!validUntil.ok) return validUntil
    const arn = samlProviderArn(input.Name, call, stores)
    if (account.samlProviders.has(arn)) return err(entityAlreadyExists(`Provider with name ${input.Name} already exists.`))
    if (account.samlProviders.size >= quotas.samlProviders) return err(limitExceeded('SAMLProvidersPerAccount', quotas.samlProviders))
    account.samlProviders.set(arn, {
      arn,
      id: uniqueId('SAMLSP', account.id, call.random),
      document: input.SAMLMetadataDocument,
      createDate: call.now,
      validUntil: validUntil.value,
      tags: tags.value,
      ...encryption.value,
    })
    return ok({ SAMLProviderArn: arn, Tags: tagsOutput(tags.value) })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html */
export const updateSamlProvider: Operation<UpdateSAMLProviderRequest, UpdateSAMLProviderResponse> = {
  requires: ({ SAMLProviderArn }, call, stores) =>
    ok([permission('iam:UpdateSAMLProvider', samlProviderSubject(SAMLProviderArn, call, stores))]),
  run: (input, call, stores) => {
    const provider = findSamlProvider(input.SAMLProviderArn, call, stores)
    if (!provider.ok) return provider
    const { SAMLProviderArn: _arn, ...updates } = input
    if (Object.values(updates).every((update) => update === undefined))
      return err(invalidInput('Unable to update identity provider. No updates are defined for metadata or encryption assertion.'))
    const encryption = changeEncryption(input, provider.value, call)
    if (!encryption.ok) return encryption
    if (input.SAMLMetadataDocument !== undefined) {
      const validUntil = readValidUntil(input.SAMLMetadataDocument, call.now)
      if (!validUntil.ok) return validUntil
      provider.value.document = input.SAMLMetadataDocument
      provider.value.validUntil = validUntil.value
    }
    provider.value.encryption = encryption.value.encryption
    provider.value.privateKeys = encryption.value.privateKeys
    return ok({ SAMLProviderArn: provider.value.arn })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html */
export const getSamlProvider: Operation<GetSAMLProviderRequest, GetSAMLProviderResponse> = {
  requires: ({ SAMLProviderArn }, call, stores) =>
    ok([permission('iam:GetSAMLProvider', samlProviderSubject(SAMLProviderArn, call, stores))]),
  run: ({ SAMLProviderArn }, call, stores) => {
    const provider = findSamlProvider(SAMLProviderArn, call, stores)
    if (!provider.ok) return provider
    const { id, document, createDate, validUntil, tags, encryption, privateKeys } = provider.value
    return ok({
      SAMLProviderUUID: id,
      SAMLMetadataDocument: document,
      CreateDate: createDate,
      ValidUntil: validUntil,
      Tags: formatTags(tags),
      AssertionEncryptionMode: encryption,
      PrivateKeyList: privateKeys.map((key) => ({ KeyId: key.id, Timestamp: key.uploadDate })),
    })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html */
export const listSamlProviders: Operation<object, ListSAMLProvidersResponse> = {
  requires: (_input, call, stores) => ok([permission('iam:ListSAMLProviders', { arn: samlProviderArn('', call, stores) })]),
  run: (_input, call, stores) => {
    const providers = [...callerAccount(call, stores).samlProviders.values()]
    return ok({
      SAMLProviderList: providers.map(({ arn, validUntil, createDate }) => ({ Arn: arn, ValidUntil: validUntil, CreateDate: createDate })),
    })
  },
}

/** Roles that trust it stay as they are. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html */
export const deleteSamlProvider: Operation<DeleteSAMLProviderRequest, object> = {
  requires: ({ SAMLProviderArn }, call, stores) =>
    ok([permission('iam:DeleteSAMLProvider', samlProviderSubject(SAMLProviderArn, call, stores))]),
  run: ({ SAMLProviderArn }, call, stores) => {
    const provider = findSamlProvider(SAMLProviderArn, call, stores)
    if (!provider.ok) return provider
    callerAccount(call, stores).samlProviders.delete(SAMLProviderArn)
    return ok({})
  },
}

/** A hundred years, as providers are listed whose metadata does not say how long it counts (inferred from reports). */
const validYears = 100

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html#troubleshoot_saml_issuer-metadata */
function readValidUntil(document: string, now: Date): Result<Date, AwsError> {
  const metadata = parseSamlMetadata(document)
  if (metadata === undefined) return err(invalidInput('Could not parse metadata'))
  const inAHundredYears = new Date(now)
  inAHundredYears.setUTCFullYear(now.getUTCFullYear() + validYears)
  return ok(metadata.validUntil ?? inAHundredYears)
}
