import { type ApiCall, type NeededPermission, type Needs, objectOf, textOf } from './api-call.ts'

/**
 * KMS operations whose permission is not of their own name on the key, or which need several.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export const kmsOperations: Readonly<Record<string, Needs>> = {
  ReEncrypt: (call) => [
    onKey(call, 'kms:ReEncryptFrom', textOf(call.parameters, 'SourceKeyId'), 'SourceEncryptionContext'),
    onKey(call, 'kms:ReEncryptTo', textOf(call.parameters, 'DestinationKeyId'), 'DestinationEncryptionContext'),
  ],
  CreateAlias: (call) => onAliasAndKeys(call, 'kms:CreateAlias'),
  DeleteAlias: (call) => onAliasAndKeys(call, 'kms:DeleteAlias'),
  UpdateAlias: (call) => onAliasAndKeys(call, 'kms:UpdateAlias'),
  ListAliases: () => [{ action: 'kms:ListAliases', resource: '*' }],
  ListKeys: () => [{ action: 'kms:ListKeys', resource: '*' }],
  CreateKey: () => [{ action: 'kms:CreateKey', resource: '*' }],
  GenerateRandom: () => [{ action: 'kms:GenerateRandom', resource: '*' }],
}

/** The action of the operation's own name, on the key. */
export const kmsDefault: Needs = (call) => [onKey(call, call.operation, textOf(call.parameters, 'KeyId'), 'EncryptionContext')]

function onKey(call: ApiCall, action: string, keyId: string | undefined, contextName: string): NeededPermission {
  const context = objectOf(call.parameters, contextName)
  const names = Object.keys(context)
  return {
    action,
    resource: keyArn(call, keyId),
    keys: {
      ...Object.fromEntries(names.map((name) => [`kms:EncryptionContext:${name}`, textOf(context, name)])),
      'kms:EncryptionContextKeys': names.length === 0 ? undefined : names,
      'kms:EncryptionAlgorithm': textOf(call.parameters, 'EncryptionAlgorithm'),
      'kms:RequestAlias': keyId?.startsWith('alias/') === true ? keyId : undefined,
    },
  }
}

function onAliasAndKeys(call: ApiCall, action: string): readonly NeededPermission[] {
  const target = textOf(call.parameters, 'TargetKeyId')
  const alias = { action, resource: arnOf(call, textOf(call.parameters, 'AliasName') ?? 'alias/') }
  return target === undefined ? [alias] : [alias, { action, resource: keyArn(call, target) }]
}

/** The ARN of a key given by id or ARN; the key behind an alias is known from `facts` only. */
function keyArn(call: ApiCall, keyId: string | undefined): string {
  if (keyId === undefined || keyId.startsWith('alias/') || keyId.includes(':alias/')) return call.facts?.encryptionKey ?? '*'
  return keyId.startsWith('arn:') ? keyId : arnOf(call, `key/${keyId}`)
}

const arnOf = ({ partition, region, account }: ApiCall, resource: string): string => `arn:${partition}:kms:${region}:${account}:${resource}`
