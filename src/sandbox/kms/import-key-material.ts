import type { ImportKeyMaterialRequest, ImportKeyMaterialResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import { refuseExpiration } from './expiration-model.ts'
import { unwrap } from './import-parameters.ts'
import { importedBytes } from './imported-bytes.ts'
import type { Key } from './key.ts'
import { multiRegionType } from './key.ts'
import { refuseOrigin, refusePendingDeletion, refuseReplica } from './key-state.ts'
import { currentMaterial, isComplete, isPending, type Material, materialId } from './material.ts'
import { onKey } from './on-key.ts'
import type { KmsStore } from './store.ts'

type Input = Parsed<ImportKeyMaterialRequest>

/**
 * The words of its refusals were recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms: imports.json, imports_families.json), where a
 * comment does not say otherwise.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
 */
export const importKeyMaterial: Operation<ImportKeyMaterialRequest, ImportKeyMaterialResponse> = onKey({
  action: 'kms:ImportKeyMaterial',
  use: ({ ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo }: Input) => ({
    context: { 'kms:ExpirationModel': ExpirationModel, 'kms:ValidTo': ValidTo?.toISOString() },
  }),
  run: ({ key }, input, call, { kms }) => {
    const refused =
      refuseOrigin('EXTERNAL', key) ?? refusePendingDeletion(key) ?? refuseExpiration(input, call.now) ?? refuseSymmetricAlone(input, key)
    if (refused !== undefined) return err(refused)
    const bytes = materialOf(input, key, call, kms)
    if (!bytes.ok) return bytes
    const material = { id: materialId(key.id, bytes.value), bytes: bytes.value, imported: importedAs(input) }
    const conflict = isNew(input, key) ? addMaterial(material, key, call, kms) : restoreMaterial(material, input, key)
    if (conflict !== undefined) return err(conflict)
    finish(key, call, kms)
    return ok({ KeyId: key.arn, ...(key.spec === 'SYMMETRIC_DEFAULT' ? { KeyMaterialId: material.id } : {}) })
  },
})

type Imported = Required<Pick<Material, 'id' | 'bytes' | 'imported'>>

const importedAs = ({ KeyMaterialDescription: description, ValidTo: validTo }: Input): NonNullable<Material['imported']> => ({
  ...(description === undefined ? {} : { description }),
  ...(validTo === undefined ? {} : { validTo: wholeSeconds(validTo) }),
})

const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000)

/** What was wrapped, if it is material of the key's kind. AWS has no words with these codes; of a token that is too old it is inferred. */
function materialOf({ ImportToken, EncryptedKeyMaterial }: Input, key: Key, { now }: Call, store: KmsStore): Result<Uint8Array, AwsError> {
  const parameters = store.importParameters.get(Buffer.from(ImportToken).toString('base64'))
  if (parameters === undefined || parameters.keyArn !== key.arn)
    return err({ code: 'InvalidImportTokenException', message: '', status: 400 })
  if (parameters.validTo <= now) return err({ code: 'ExpiredImportTokenException', message: '', status: 400 })
  const unwrapped = unwrap(parameters, EncryptedKeyMaterial)
  if (unwrapped === undefined) return err(invalidCiphertext)
  const bytes = importedBytes(key.spec, unwrapped)
  return bytes === undefined ? err(invalidCiphertext) : ok(bytes)
}

const invalidCiphertext: AwsError = { code: 'InvalidCiphertextException', message: '', status: 400 }

/** The first is new unless it is said to be there. */
const isNew = ({ ImportType: type }: Input, { materials }: Key): boolean =>
  type === undefined ? materials.length === 0 : type === 'NEW_KEY_MATERIAL'

/** Other keys have one material for ever, without a name. */
function refuseSymmetricAlone(input: Input, { spec }: Key): AwsError | undefined {
  if (spec !== 'SYMMETRIC_DEFAULT') {
    const given = (['ImportType', 'KeyMaterialId', 'KeyMaterialDescription'] as const).find((name) => input[name] !== undefined)
    if (given === undefined) return undefined
    return invalid(`Input parameter ${given.charAt(0).toLowerCase()}${given.slice(1)} cannot be used with ${spec} imported keys.`)
  }
  if (input.ImportType !== 'NEW_KEY_MATERIAL' || input.KeyMaterialId === undefined) return undefined
  return invalid('Input parameter keyMaterialId cannot be used with NEW_KEY_MATERIAL importType.')
}

const invalid = (message: string): AwsError => ({ code: 'ValidationException', message, status: 400 })

/** Material that the key did not have: in the primary key first, and in its replicas a place for it. */
function addMaterial(material: Imported, key: Key, { now }: Call, store: KmsStore): AwsError | undefined {
  const refused = refuseReplica(key) ?? refuseAdded(material, key)
  if (refused !== undefined) return refused
  const replicas = store.related(key, now).filter((each) => each !== key)
  const pending = replicas.length > 0 ? 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION' : 'PENDING_ROTATION'
  const state = key.materials.length === 0 ? 'CURRENT' : pending
  key.materials = [...key.materials, { ...material, state }]
  for (const replica of replicas) replica.materials = [...replica.materials, { id: material.id, state }]
  return undefined
}

function refuseAdded({ id }: Imported, key: Key): AwsError | undefined {
  if (key.materials.some((each) => each.id === id))
    return incorrect(`Key material (id: ${id}) being imported as NEW_KEY_MATERIAL is already associated with KMS key ${key.arn}.`)
  const pending = key.materials.find(isPending)
  if (pending === undefined) return undefined
  const message = `New key material (id: ${id}) cannot be imported into KMS key ${key.arn}, because another key material (id: ${pending.id}) is pending rotation.`
  return { code: 'KMSInvalidStateException', message, status: 400 }
}

/** The same material once more, with another expiration; its description stays where none is given. */
function restoreMaterial({ id, bytes, imported }: Imported, { KeyMaterialId: wanted = id }: Input, key: Key): AwsError | undefined {
  if (wanted !== id || !key.materials.some((each) => each.id === id)) {
    const expected = wanted === id ? currentMaterial(key)?.id : wanted
    return incorrect(`Imported key material does not have the expected identifier (${expected}).`)
  }
  const { description } = key.materials.find((each) => each.id === id)?.imported ?? {}
  const kept = { ...(description === undefined ? {} : { description }), ...imported }
  key.materials = key.materials.map((each) => (each.id === id ? { ...each, bytes, imported: kept } : each))
  return undefined
}

const incorrect = (message: string): AwsError => ({ code: 'IncorrectKeyMaterialException', message, status: 400 })

/** A key with all its material can be used, one that was disabled too; material that all Regions have can be rotated to. */
function finish(key: Key, { now }: Call, store: KmsStore): void {
  if (isComplete(key)) key.state = 'Enabled'
  if (multiRegionType(key) === undefined) return
  const all = store.related(key, now)
  for (const { id } of key.materials) {
    const own = all.map(({ materials }) => materials.find((each) => each.id === id))
    if (own.some((each) => each?.state !== 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION' || each.bytes === undefined)) continue
    for (const each of all)
      each.materials = each.materials.map((one) => (one.id === id ? { ...one, state: 'PENDING_ROTATION' as const } : one))
  }
}
