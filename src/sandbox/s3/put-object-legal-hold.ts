import type { PutObjectLegalHoldOutput, PutObjectLegalHoldRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { malformedXml } from './malformed-xml.ts'
import { noObjectLock } from './object-lock.ts'
import { onObject } from './on-object.ts'
import { chargedOutput } from './requester-pays.ts'
import { changeVersion } from './versions.ts'

type Input = Parsed<PutObjectLegalHoldRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export const putObjectLegalHold: Operation<PutObjectLegalHoldRequest, PutObjectLegalHoldOutput> = onObject({
  action: 's3:PutObjectLegalHold',
  hasVersionAction: false,
  refusesMarkers: true,
  context: (input: Input) => ({ 's3:object-lock-legal-hold': input.LegalHold?.Status }),
  refuse: (input) => (input.LegalHold?.Status === undefined ? malformedXml : undefined),
  run: ({ bucket, object }, input, call) => {
    if (bucket.objectLock === undefined) return err(noObjectLock)
    if (input.LegalHold?.Status !== undefined) changeVersion(bucket, object, { legalHold: input.LegalHold.Status })
    return ok(chargedOutput(bucket, call))
  },
})
