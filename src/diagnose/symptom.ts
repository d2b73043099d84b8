import type { Observation } from '../connectors/observation.ts'
import { type DenialLayer, type DenialText, parseDenialText } from './denial-text.ts'

/** What a failed step looks like: the class of faults that look so, and the action that was refused where the class goes by actions. */
export interface Symptom {
  readonly class: SymptomClass
  /** Without its service: `ListBucket`. */
  readonly action?: string
  readonly observation: Observation
}

export type SymptomClass =
  | 'input-lint'
  | 'sts-assume-denied'
  | 'sts-validation'
  | 'sts-tag'
  | 'sts-region'
  | 'acl-refused'
  | 'archived'
  | 'sse-c'
  | 'object-lock'
  | 'expires-early'
  | 'assume-too-open'
  | 'identity-implicit'
  | 'identity-explicit'
  | 'resource-implicit'
  | 'resource-explicit'
  | 'boundary-implicit'
  | 'boundary-explicit'
  | 'session-implicit'
  | 'scp'
  | 'rcp'
  | 'vpce'
  | 'kms-identity'
  | 'kms-resource-side'
  | 'kms-explicit'
  | 'kms-state'
  | 'kms-notfound'
  | 'glue-identity'
  | 'glue-resource'
  | 'glue-notfound'
  | 'glue-kms'
  | 'glue-kms-state'
  | 'lf'
  | 's3-403-bare'
  | 'object-owner'
  | 'owner-read'
  | 'intermediate'
  | 'insecure-transport'
  | 'invalid-access-key'
  | 'signature'
  | 'clock'
  | 'expired'
  | 'identity-mismatch'
  | 'invalid-token'
  | 'no-such-bucket'
  | 'region'
  | 'empty-listing'
  | 'net-timeout'

/** Codes that say it all. */
const byCode: Readonly<Record<string, SymptomClass>> = {
  INPUT: 'input-lint',
  InvalidClientTokenId: 'invalid-access-key',
  InvalidAccessKeyId: 'invalid-access-key',
  RegionDisabledException: 'sts-region',
  IDENTITY: 'identity-mismatch',
  EXPIRES: 'expires-early',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  InvalidToken: 'invalid-token',
  RequestTimeTooSkewed: 'clock',
  NoSuchBucket: 'no-such-bucket',
  AccessControlListNotSupported: 'acl-refused',
  InvalidObjectState: 'archived',
  PermanentRedirect: 'region',
  AuthorizationHeaderMalformed: 'region',
  IllegalLocationConstraintException: 'region',
  'KMS.DisabledException': 'kms-state',
  'KMS.KMSInvalidStateException': 'kms-state',
  'KMS.NotFoundException': 'kms-notfound',
}

/** Steps that fail in healthy set-ups too, or that only narrow down what an earlier one showed. */
export const isNarrowing = ({ step }: Observation): boolean => /^s3\.(head-bucket|location|list-.*|get-second|put-plain)$/.test(step)

/** What a step shows; undefined where it shows nothing, or nothing that is known. */
export function symptomOf(observation: Observation): Symptom | undefined {
  const { step, outcome, code = '', message = '', facts } = observation
  if (step === 's3.list' && outcome === 'ok') return facts.fileCount === 0 ? { class: 'empty-listing', observation } : undefined
  if (outcome !== 'failed') return undefined
  if (facts.refused === false) return { class: 'assume-too-open', observation }
  if (code === 'SignatureDoesNotMatch') {
    return { class: /^Signature (expired|not yet current)/.test(message) ? 'clock' : 'signature', observation }
  }
  if (step === 'sts.assume' && code === 'ValidationError') return { class: 'sts-validation', observation }
  if (/secure connection/.test(message)) return { class: 'insecure-transport', observation }
  if (/stored using a form of Server Side Encryption/.test(message)) return { class: 'sse-c', observation }
  if (/object protected by object lock/.test(message)) return { class: 'object-lock', observation }
  if (step === 'net.sts' || step === 'net.s3') return { class: 'net-timeout', observation }
  if (code === 'GlueEncryptionException') return { class: isRefusalOfKey(message) ? 'glue-kms' : 'glue-kms-state', observation }
  const known = byCode[code]
  if (known !== undefined) return { class: known, observation }
  if (isOfCatalog(observation) && code === 'EntityNotFoundException') return { class: 'glue-notfound', observation }
  if (message.startsWith('Insufficient Lake Formation permission')) return { class: 'lf', observation }
  return code === 'AccessDenied' || code === 'AccessDeniedException' ? denialOf(observation) : undefined
}

function denialOf(observation: Observation): Symptom {
  const { step, message = '', operation = '' } = observation
  const text = parseDenialText(message)
  if (step === 'sts.assume') return { class: text.action === 'sts:TagSession' ? 'sts-tag' : 'sts-assume-denied', observation }
  if (/BlockPublicAcls setting/.test(message)) return { class: 'acl-refused', observation }
  const [service, action = actionOf(operation)] = (text.action ?? '').split(':')
  if (service === 'kms') return { class: classOfKms(text), action, observation }
  if (isOfCatalog(observation)) return { class: classOfGlue(text), action, observation }
  if (step === 'owner.get') return { class: 'owner-read', action, observation }
  if (step.startsWith('im.')) return { class: 'intermediate', action, observation }
  return { class: classOfLayer(text), action, observation }
}

/** Whether a step is about the Glue Data Catalog. */
export const isOfCatalog = ({ step }: Observation): boolean => step.startsWith('glue.')

/** Glue passes on what KMS says of the key of the catalog. */
export const isRefusalOfKey = (message: string): boolean => / not authorized to perform: kms:/.test(message)

function classOfGlue(text: DenialText): SymptomClass {
  if (text.layer === 'resource') return 'glue-resource'
  return text.layer === 'identity' && text.effect === 'implicit' ? 'glue-identity' : classOfLayer(text)
}

function classOfKms(text: DenialText): SymptomClass {
  if (text.layer === 'resource' || text.layer === undefined) return text.effect === 'explicit' ? 'kms-explicit' : 'kms-resource-side'
  return text.layer === 'identity' && text.effect === 'implicit' ? 'kms-identity' : classOfLayer(text)
}

/** By layer: what it looks like when the layer lacks an Allow, and when it denies. */
const byLayer: Readonly<Record<DenialLayer, readonly [implicit: SymptomClass, explicit: SymptomClass]>> = {
  identity: ['identity-implicit', 'identity-explicit'],
  resource: ['resource-implicit', 'resource-explicit'],
  boundary: ['boundary-implicit', 'boundary-explicit'],
  session: ['session-implicit', 'session-implicit'],
  scp: ['scp', 'scp'],
  rcp: ['rcp', 'rcp'],
  vpce: ['vpce', 'vpce'],
  trust: ['sts-assume-denied', 'sts-assume-denied'],
}

function classOfLayer({ layer, effect }: DenialText): SymptomClass {
  return layer === undefined ? 's3-403-bare' : byLayer[layer][effect === 'explicit' ? 1 : 0]
}

/** The action that an operation needs. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
function actionOf(operation: string): string {
  const [, name = ''] = operation.split(':')
  const actions: Readonly<Record<string, string>> = {
    ListObjectsV2: 'ListBucket',
    HeadBucket: 'ListBucket',
    CreateMultipartUpload: 'PutObject',
    UploadPart: 'PutObject',
    CompleteMultipartUpload: 'PutObject',
    ListParts: 'ListMultipartUploadParts',
    ListMultipartUploads: 'ListBucketMultipartUploads',
    DeleteObjects: 'DeleteObject',
  }
  return actions[name] ?? name
}
