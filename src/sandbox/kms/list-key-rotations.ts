import type { ListKeyRotationsRequest, ListKeyRotationsResponse, RotationsListEntry } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Key } from './key.ts'
import type { Material } from './material.ts'
import { onKey } from './on-key.ts'
import { pageOf } from './page.ts'

/**
 * Rotations that took place, or all materials, the oldest first; keys of other kinds have none. Keys are named by their ARN, and other kinds
 * refused, as recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms: rotation.json, imports_families.json).
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
 */
export const listKeyRotations: Operation<ListKeyRotationsRequest, ListKeyRotationsResponse> = onKey({
  action: 'kms:ListKeyRotations',
  run: ({ key }, input: Parsed<ListKeyRotationsRequest>) => {
    const all = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL'
    if (all && key.spec !== 'SYMMETRIC_DEFAULT') return err(symmetricAlone)
    const listed = key.materials.filter(({ rotated }) => rotated !== undefined || all)
    const page = pageOf(listed, input)
    return page.ok ? ok({ Rotations: page.value.items.map((material) => entryOf(material, key)), ...page.value.output }) : page
  },
})

const symmetricAlone: AwsError = {
  code: 'ValidationException',
  message: 'Input parameter includeKeyMaterial can only be used with symmetric keys.',
  status: 400,
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotationsListEntry.html */
const entryOf = (material: Material, key: Key): RotationsListEntry => ({
  KeyId: key.arn,
  KeyMaterialId: material.id,
  KeyMaterialState: material.state,
  RotationDate: material.rotated?.date,
  RotationType: material.rotated?.type,
  ...(key.origin === 'EXTERNAL' ? importOf(material) : {}),
})

const importOf = ({ bytes, imported }: Material): RotationsListEntry => ({
  ImportState: bytes === undefined ? 'PENDING_IMPORT' : 'IMPORTED',
  KeyMaterialDescription: imported?.description,
  ...(bytes === undefined
    ? {}
    : {
        ExpirationModel: imported?.validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES',
        ValidTo: imported?.validTo,
      }),
})
