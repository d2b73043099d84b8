import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { awsManagedKey, keepAwsManagedKey } from '../kms/aws-managed-key.ts'
import { refuseAsymmetric } from '../kms/cryptographic-use.ts'
import { hidden, keyPermission } from '../kms/key-permission.ts'
import { refuseKeyState } from '../kms/key-state.ts'
import type { NamedKey } from '../kms/named-key.ts'
import { isForeign, resolveKey } from '../kms/resolve-key.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { glueError } from './errors.ts'
import { type CatalogPlace, type Entity, placeKey } from './store.ts'

type KeyAction = 'kms:Decrypt' | 'kms:Encrypt' | 'kms:GenerateDataKey'

/**
 * The answer of KMS, as Glue passes it on. Recorded from AWS.
 *
 * @see https://github.com/data-dot-all/dataall/issues/1436
 */
const passedOn = ({ code, message }: Pick<AwsError, 'code' | 'message'>, { random }: Call): AwsError =>
  glueError(
    'GlueEncryptionException',
    `${message} (Service: AWSKMS; Status Code: 400; Error Code: ${code}; Request ID: ${random.uuid()}; Proxy: null)`,
  )

/** The key of the account that AWS manages, where none is named. */
function findKey(name: string | undefined, place: CatalogPlace, call: Call, stores: Stores): Result<NamedKey, AwsError> {
  const scope = { account: place.catalog, region: place.region, now: call.now }
  if (name === undefined || name === 'alias/aws/glue') return ok(awsManagedKey('glue', scope, stores))
  const found = resolveKey(name, scope, stores)
  if (found.ok) return found
  const error = isForeign(name, scope) ? { code: 'AccessDeniedException', message: hidden('kms:GenerateDataKey', call) } : found.error
  return err(passedOn(error, call))
}

/**
 * Uses a key in the caller's name, who must be allowed to.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
 */
export function useKey(
  name: string | undefined,
  actions: readonly KeyAction[],
  place: CatalogPlace,
  call: Call,
  stores: Stores,
): Result<NamedKey, AwsError> {
  const named = findKey(name, place, call, stores)
  if (!named.ok) return named
  const use = { encryptionContext: contextOf(place), via: `glue.${place.region}.amazonaws.com` }
  for (const action of actions) {
    const refusal = (_decision: unknown, message: string): AwsError => passedOn({ code: 'AccessDeniedException', message }, call)
    const allowed = call.permits({ ...keyPermission(action, named.value, use, call, stores), refusal })
    if (!allowed.ok) return allowed
  }
  const refused = refuseKeyState(named.value.key) ?? refuseAsymmetric(named.value.key)
  if (refused !== undefined) return err(passedOn(refused, call))
  if (named.value.key.manager === 'AWS') keepAwsManagedKey(stores.kms, named.value, call.now)
  return named
}

/** As key policies name it; that passwords of connections have it too is inferred. @see https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html */
export const contextOf = ({ catalog }: CatalogPlace): Readonly<Record<string, string>> => ({ glue_catalog_id: catalog })

/** Why the caller cannot read what is encrypted: each key is asked once. */
export function refuseReading(entities: readonly Pick<Entity, 'keyArn'>[], place: CatalogPlace, call: Call, stores: Stores) {
  const keys = new Set(entities.flatMap(({ keyArn }) => (keyArn === undefined ? [] : [keyArn])))
  for (const key of keys) {
    const used = useKey(key, ['kms:Decrypt'], place, call, stores)
    if (!used.ok) return used.error
  }
  return undefined
}

/**
 * Why the caller cannot write to an encrypted catalog. The page names these actions; which of them are asked for what is inferred.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
 */
export function refuseWriting(place: CatalogPlace, call: Call, stores: Stores): AwsError | undefined {
  const settings = encryptionAtRest(place, stores)
  if (settings?.CatalogEncryptionMode !== 'SSE-KMS') return undefined
  const used = useKey(settings.SseAwsKmsKeyId, ['kms:GenerateDataKey', 'kms:Encrypt'], place, call, stores)
  return used.ok ? undefined : used.error
}

const encryptionAtRest = (place: CatalogPlace, { glue }: Stores) => glue.encryption.get(placeKey(place))?.EncryptionAtRest

/** With which key something is encrypted that is written now, if with any; whoever writes it may use the key. */
export function keyForNew(place: CatalogPlace, call: Call, stores: Stores): Entity['keyArn'] {
  const settings = encryptionAtRest(place, stores)
  if (settings?.CatalogEncryptionMode !== 'SSE-KMS') return undefined
  const found = findKey(settings.SseAwsKmsKeyId, place, call, stores)
  return found.ok ? found.value.key.arn : undefined
}
