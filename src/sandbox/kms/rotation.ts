import type { AwsError } from '../error.ts'
import type { Key } from './key.ts'

/** Symmetric encryption keys alone are rotated. Recorded from AWS for RotateKeyOnDemand, inferred elsewhere. */
export const refuseOtherSpecs = ({ spec }: Key): AwsError | undefined =>
  spec === 'SYMMETRIC_DEFAULT' ? undefined : { code: 'UnsupportedOperationException', message: '', status: 400 }
