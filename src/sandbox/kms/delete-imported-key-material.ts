import type { DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Key } from './key.ts'
import { multiRegionType } from './key.ts'
import { refuseOrigin } from './key-state.ts'
import { currentMaterial, isPending, type Material } from './material.ts'
import { onKey } from './on-key.ts'
import { leaveWithoutMaterial, withoutBytes } from './settle-key.ts'
import type { KmsStore } from './store.ts'

/** The current material where none is named. What waits for its rotation goes altogether. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html */
export const deleteImportedKeyMaterial: Operation<DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse> = onKey({
  action: 'kms:DeleteImportedKeyMaterial',
  run: ({ key }, { KeyMaterialId: id }: Parsed<DeleteImportedKeyMaterialRequest>, call, { kms }) => {
    const refused = refuseOrigin('EXTERNAL', key)
    if (refused !== undefined) return err(refused)
    const material = id === undefined ? currentMaterial(key) : key.materials.find((each) => each.id === id)
    if (material === undefined && id !== undefined) return err(neverImported(id, key))
    if (material !== undefined) remove(material, key, call.now, kms)
    return ok({ KeyId: key.arn, ...(key.spec === 'SYMMETRIC_DEFAULT' ? { KeyMaterialId: material?.id } : {}) })
  },
})

/** Recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/imports.json). */
const neverImported = (id: string, { arn }: Key): AwsError => ({
  code: 'ValidationException',
  message: `Key material (id: ${id}) has never been imported into KMS key ${arn}.`,
  status: 400,
})

function remove(material: Material, key: Key, now: Date, store: KmsStore): void {
  if (isPending(material) && multiRegionType(key) !== 'REPLICA') {
    for (const each of store.related(key, now)) each.materials = each.materials.filter(({ id }) => id !== material.id)
    return
  }
  key.materials = key.materials.map((each) => (each.id === material.id ? withoutBytes(each) : each))
  leaveWithoutMaterial(key)
}
