import type { ListKeyRotationsRequest, ListKeyRotationsResponse, RotationsListEntry } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Key } from './key.ts'
import type { Material } from './material.ts'
import { onKey } from './on-key.ts'
import { pageOf } from './page.ts'
import { refuseOtherSpecs } from './rotation.ts'

/** Rotations that took place, or all materials, the oldest first. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html */
export const listKeyRotations: Operation<ListKeyRotationsRequest, ListKeyRotationsResponse> = onKey({
  action: 'kms:ListKeyRotations',
  run: ({ key }, input: Parsed<ListKeyRotationsRequest>) => {
    const refused = refuseOtherSpecs(key)
    if (refused !== undefined) return err(refused)
    const listed = key.materials.filter(({ rotated }) => rotated !== undefined || input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL')
    const page = pageOf(listed, input)
    return page.ok ? ok({ Rotations: page.value.items.map((material) => entryOf(material, key)), ...page.value.output }) : page
  },
})

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotationsListEntry.html */
const entryOf = (material: Material, key: Key): RotationsListEntry => ({
  KeyId: key.id,
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
