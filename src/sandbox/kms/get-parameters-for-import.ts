import type { AlgorithmSpec, GetParametersForImportRequest, GetParametersForImportResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { newWrappingPair } from './import-parameters.ts'
import type { Key } from './key.ts'
import { keySpecs } from './key-spec.ts'
import { refuseOrigin, refusePendingDeletion } from './key-state.ts'
import { onKey } from './on-key.ts'

type Input = Parsed<GetParametersForImportRequest>

const day = 86_400_000

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html */
export const getParametersForImport: Operation<GetParametersForImportRequest, GetParametersForImportResponse> = onKey({
  action: 'kms:GetParametersForImport',
  use: ({ WrappingAlgorithm, WrappingKeySpec }: Input) => ({
    context: { 'kms:WrappingAlgorithm': WrappingAlgorithm, 'kms:WrappingKeySpec': WrappingKeySpec },
  }),
  run: async ({ key }, { WrappingAlgorithm: algorithm, WrappingKeySpec: spec }, { now, random }, { kms }) => {
    const refused = refuseOrigin('EXTERNAL', key) ?? refusePendingDeletion(key) ?? refuseAlgorithm(algorithm, spec, key)
    if (refused !== undefined) return err(refused)
    const { privateKey, publicKey } = await newWrappingPair(spec)
    const token = Buffer.from(random.bytes(256))
    const validTo = new Date(now.getTime() + day)
    for (const [name, { validTo: until }] of kms.importParameters)
      if (until.getTime() + day < now.getTime()) kms.importParameters.delete(name)
    kms.importParameters.set(token.toString('base64'), { keyArn: key.arn, validTo, algorithm, privateKey })
    return ok({ KeyId: key.arn, ImportToken: token, PublicKey: publicKey, ParametersValidTo: validTo })
  },
})

/**
 * Which keys an algorithm can wrap. The sentence was recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/imports.json).
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-get-public-key-and-token.html#select-wrapping-algorithm
 */
function refuseAlgorithm(algorithm: AlgorithmSpec, wrappingSpec: string, { spec }: Key): AwsError | undefined {
  const isLong = keySpecs[spec].material.kind === 'rsa' || (spec === 'ECC_NIST_P521' && wrappingSpec === 'RSA_2048')
  const isUnknown = algorithm === 'RSAES_PKCS1_V1_5' || algorithm === 'SM2PKE' || wrappingSpec === 'SM2'
  const isSecret = keySpecs[spec].material.kind === 'secret'
  const fits = algorithm.startsWith('RSA_AES') ? !isSecret : !isLong
  if (!isUnknown && fits) return undefined
  const message = `Wrapping algorithm ${algorithm} and wrapping key spec ${wrappingSpec} cannot be used to import a ${spec} key.`
  return { code: 'ValidationException', message, status: 400 }
}
