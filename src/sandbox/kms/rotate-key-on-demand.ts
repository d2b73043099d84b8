import type { RotateKeyOnDemandRequest, RotateKeyOnDemandResponse } from '@aws-sdk/client-kms'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import type { Key } from './key.ts'
import { refuseAwsManaged, refuseKeyState, refuseReplica } from './key-state.ts'
import { type Material, materialId, rotateTo } from './material.ts'
import { onKey } from './on-key.ts'
import { refuseOtherSpecs } from './rotation.ts'
import { leaveWithoutMaterial } from './settle-key.ts'

/** Is done at once, in all Regions of the key. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
export const rotateKeyOnDemand: Operation<RotateKeyOnDemandRequest, RotateKeyOnDemandResponse> = onKey({
  action: 'kms:RotateKeyOnDemand',
  run: ({ key }, _input, call, { kms }) => {
    const refused = refuseAwsManaged(key) ?? refuseKeyState(key) ?? refuseOtherSpecs(key) ?? refuseReplica(key) ?? refuseManyRotations(key)
    if (refused !== undefined) return err(refused)
    const next = nextMaterial(key, call)
    if (!next.ok) return next
    for (const each of kms.related(key, call.now)) {
      const own = each.materials.find(({ id }) => id === next.value.id) ?? next.value
      each.materials = rotateTo({ ...own, state: 'CURRENT', rotated: { date: call.now, type: 'ON_DEMAND' } }, each.materials)
      leaveWithoutMaterial(each)
    }
    return ok({ KeyId: key.arn })
  },
})

/** Of imported material that which waits for its rotation. The words were recorded from AWS. */
function nextMaterial({ id, arn, origin, materials }: Key, { random }: Call): Result<Pick<Material, 'id' | 'bytes'>, AwsError> {
  if (origin === 'AWS_KMS') {
    const bytes = Buffer.from(random.bytes(32))
    return ok({ id: materialId(id, bytes), bytes })
  }
  const pending = materials.find(({ state, bytes }) => state === 'PENDING_ROTATION' && bytes !== undefined)
  if (pending !== undefined) return ok(pending)
  const message = `No available key material pending rotation for the key: ${arn}.`
  return err({ code: 'KMSInvalidStateException', message, status: 400 })
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#on-demand-rotation-resource-quota */
const maxRotations = 25

/** Recorded from AWS. */
const refuseManyRotations = ({ arn, materials }: Key): AwsError | undefined =>
  materials.filter(({ rotated }) => rotated?.type === 'ON_DEMAND').length < maxRotations
    ? undefined
    : {
        code: 'LimitExceededException',
        message: `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
      }
