import { err, ok, type Result } from '../base/result.ts'
import { authenticatePolicy, noScope } from './authenticate.ts'
import type { AwsError } from './error.ts'
import type { World } from './exchange.ts'
import type { Caller } from './operation.ts'
import { type Credential, readCredential, type Scope, scopeFault } from './wire/authorization.ts'

/** Who sends a form, as the policy in it is signed. */
export interface Sender {
  readonly caller: Caller
  readonly scope?: Scope
  readonly signatureVersion?: 'AWS'
}

export type FormFields = ReadonlyMap<string, string>

/** The world, and the region that a signature must name, if it is not any. */
export interface FormWorld extends Pick<World, 'stores' | 'now'> {
  readonly region: string | undefined
}

const anonymous: Sender = { caller: { principal: { type: 'anonymous' } } }

/**
 * A form without any field of a signature is anonymous, and its policy is nobody's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export function identifyForm(fields: FormFields, world: FormWorld): Result<Sender, AwsError> {
  const version2 = ['signature', 'awsaccesskeyid'].filter((name) => fields.has(name))
  if (version2.length > 0) return identifyVersion2(version2, fields, world)
  const needed = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature', 'Policy']
  const missing = needed.filter((name) => !fields.has(name.toLowerCase()))
  if (!needed.slice(0, 4).some((name) => fields.has(name.toLowerCase()))) return ok(anonymous)
  if (missing[0] !== undefined) return err(missingField(missing[0]))
  return identifyVersion4(fields, world)
}

/** Recorded from AWS. */
export const missingField = (name: string): AwsError =>
  wrongField(name, '', `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`)

const wrongField = (name: string, value: string, message: string, more: Readonly<Record<string, string>> = {}): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name, ArgumentValue: value, ...more },
})

function identifyVersion4(fields: FormFields, { stores, now, region }: FormWorld): Result<Sender, AwsError> {
  const field = (name: string): string => fields.get(name) ?? ''
  const fault = checkAlgorithm(field('x-amz-algorithm')) ?? checkDate(field('x-amz-date'))
  if (fault !== undefined) return err(fault)
  const credential = parseCredential(field('x-amz-credential'), stores.profile === 'legacy-s3' ? undefined : region)
  if (!credential.ok) return credential
  const token = fields.get('x-amz-security-token')
  const claim = {
    ...credential.value,
    signature: field('x-amz-signature'),
    date: field('x-amz-date'),
    ...(token === undefined ? {} : { token }),
  }
  const caller = authenticatePolicy(claim, field('policy'), now(), stores)
  return caller.ok ? ok({ caller: caller.value, scope: credential.value.scope }) : caller
}

/** The words are those that tests/integration/PostObject.go of versity/versitygw, which is run against S3 too, expects. */
const checkAlgorithm = (algorithm: string): AwsError | undefined =>
  algorithm === 'AWS4-HMAC-SHA256' ? undefined : wrongField('X-Amz-Algorithm', algorithm, 'Only AWS4-HMAC-SHA256 is supported')

/** As `checkAlgorithm`. */
const checkDate = (date: string): AwsError | undefined =>
  /^\d{8}T\d{6}Z$/.test(date) ? undefined : wrongField('X-Amz-Date', date, 'X-Amz-Date must be formated via ISO8601 Long format')

/**
 * The words of other places, in an error of forms: recorded from S3 by the suite of justincormack/argmin (crates/s3-tests/tests/post_object.rs). Any region
 * will do where none is given.
 */
function parseCredential(credential: string, expected: string | undefined): Result<Credential, AwsError> {
  const read = readCredential(credential)
  const fault = read.ok ? scopeFault(read.value.scope, expected ?? read.value.scope.region) : read.error
  if (read.ok && fault === undefined) return ok(read.value)
  const isElsewhere = read.ok && expected !== undefined && read.value.scope.region !== expected
  return err(wrongField('X-Amz-Credential', credential, fault ?? '', isElsewhere ? { Region: expected } : {}))
}

const unsupportedMechanism: AwsError = {
  code: 'InvalidRequest',
  message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  status: 400,
}

/**
 * Signature Version 2 is refused in AWS's words for Regions that never had it; the profile `legacy-s3` takes it, as the oldest Regions do.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/HTTPPOSTForms.html
 */
function identifyVersion2(present: readonly string[], fields: FormFields, { stores, now }: FormWorld): Result<Sender, AwsError> {
  if (!present.includes('awsaccesskeyid')) return err(missingField('AWSAccessKeyId'))
  if (!present.includes('signature')) return err(missingField('Signature'))
  if (stores.profile === 'current') return err(unsupportedMechanism)
  const policy = fields.get('policy')
  if (policy === undefined) return err(missingField('Policy'))
  const [accessKeyId = '', signature = ''] = [fields.get('awsaccesskeyid'), fields.get('signature')]
  const token = fields.get('x-amz-security-token')
  const claim = { accessKeyId, signature, scope: noScope, date: '', ...(token === undefined ? {} : { token }) }
  const caller = authenticatePolicy(claim, policy, now(), stores, 'version2')
  return caller.ok ? ok({ caller: caller.value, scope: noScope, signatureVersion: 'AWS' }) : caller
}
