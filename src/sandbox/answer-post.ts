import { err, ok, type Result } from '../base/result.ts'
import { describeCall } from './describe-call.ts'
import type { AwsError } from './error.ts'
import { type Answer, defaultRegion, type Incoming, type World } from './exchange.ts'
import { identifyForm, missingField, type Sender } from './identify-form.ts'
import type { Call, RequestBody } from './operation.ts'
import { perform } from './perform.ts'
import type { Profiled } from './profile.ts'
import type { Service } from './services.ts'
import { type Form, type FormFile, readForm } from './wire/multipart-form.ts'
import { createRequestBody, planPayload } from './wire/payload.ts'
import { lengthRange, type PostPolicy, parsePostPolicy, refuseForm } from './wire/post-policy.ts'
import { pull } from './wire/pull.ts'
import { readRestXml, writeRestXml } from './wire/rest-xml.ts'
import { locateS3 } from './wire/s3-address.ts'
import { readTagging } from './wire/tagging-field.ts'
import { escapeXml } from './wire/xml-writer.ts'

/** A form that a browser sends to a bucket: PutObject, with fields for headers, allowed by the policy that is signed in it. */
export interface PostedForm {
  readonly bucket: string
  readonly incoming: Incoming
  readonly requestId: string
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export async function answerPost(service: Service, posted: PostedForm, world: World): Promise<Result<Answer, AwsError>> {
  const chunks = pull(posted.incoming.read)
  try {
    return await upload(service, posted, chunks, world)
  } finally {
    // What is left of a form that was refused is read and dropped, so that the client gets to read the answer.
    await chunks.return()
  }
}

async function upload(
  service: Service,
  posted: PostedForm,
  chunks: AsyncIterable<Buffer>,
  world: World,
): Promise<Result<Answer, AwsError>> {
  const form = await parseForm(posted, chunks)
  if (!form.ok) return form
  const { file } = form.value
  const fields = withDerived(form.value, posted)
  const key = fields.get('key')
  if (key === undefined) return err(missingField('key'))
  const signed = identifyForm(fields, { stores: world.stores, now: world.now, region: regionOf(posted, world) })
  if (!signed.ok) return signed
  const policy = signed.value.caller.account === undefined ? ok(undefined) : judge(withoutChecksums(fields, world.stores), world.now())
  if (!policy.ok) return policy
  if (file === undefined) return err(noFile)
  return store(service, { ...posted, key, fields, file, policy: policy.value, ...signed.value }, world)
}

/** That of the host, else that of the bucket; a form for a bucket that is not there may name any. */
const regionOf = ({ bucket, incoming }: PostedForm, { stores }: World): string | undefined =>
  locateS3(incoming.request.headers.get('host') ?? '', incoming.request.path).region ?? stores.s3.buckets.get(bucket)?.region

async function parseForm({ incoming }: PostedForm, chunks: AsyncIterable<Buffer>): Promise<Result<Form, AwsError>> {
  const type = incoming.request.headers.get('content-type') ?? ''
  return type.startsWith('multipart/form-data') ? readForm(type, chunks) : err(wrongEnclosure)
}

/** Recorded from AWS. */
const wrongEnclosure: AwsError = {
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
  status: 412,
  fields: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
}

const noFile: AwsError = {
  code: 'InvalidArgument',
  message: 'POST requires exactly one file upload per request.',
  status: 400,
  fields: { ArgumentName: 'file', ArgumentValue: '0' },
}

/**
 * The bucket stands in the address, and the file's name in the fields where `${filename}` is. That stays as it is where the file has no name, not even an
 * empty one: recorded from AWS.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/developerguide/sigv4-HTTPPOSTForms.html
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_post_object_with_file_as_string)
 */
function withDerived({ fields, file }: Form, { bucket }: PostedForm): ReadonlyMap<string, string> {
  const expand = (value: string): string => (file?.name === undefined ? value : value.replaceAll('${filename}', () => file.name ?? ''))
  return new Map([...[...fields].map(([name, value]) => [name, expand(value)] as const), ['bucket', bucket]])
}

/** Older servers want no condition for a checksum. */
const withoutChecksums = (fields: ReadonlyMap<string, string>, { profile }: Profiled): ReadonlyMap<string, string> =>
  profile === 'current' ? fields : new Map([...fields].filter(([name]) => !name.startsWith('x-amz-checksum-')))

function judge(fields: ReadonlyMap<string, string>, now: Date): Result<PostPolicy, AwsError> {
  const policy = parsePostPolicy(fields.get('policy') ?? '')
  if (!policy.ok) return policy
  const refused = refuseForm(policy.value, fields, now)
  return refused === undefined ? policy : err(refused)
}

interface Judged extends PostedForm, Sender {
  readonly key: string
  readonly fields: ReadonlyMap<string, string>
  readonly file: FormFile
  readonly policy: PostPolicy | undefined
}

async function store(service: Service, judged: Judged, world: World): Promise<Result<Answer, AwsError>> {
  const shape = service.model.operation('PutObject')
  if (shape === undefined) throw new Error('internal error: the model has no PutObject')
  const headers = headersOf(judged, service)
  if (!headers.ok) return headers
  const header = (name: string): string | undefined => headers.value.get(name)
  const { hasChecksum, streams } = shape
  const plan = planPayload(header, undefined, { hasChecksum, streams, names: headers.value.keys() })
  if (!plan.ok) return plan
  const { bucket, key, file, policy } = judged
  const input = readRestXml(shape, { labels: { Bucket: bucket, Key: key }, query: new Map(), headers: headers.value, body: '' })
  if (!input.ok) return input
  const body = withinRange(
    createRequestBody(plan.value, (onChunk) => pushAll(file.content, onChunk)),
    policy,
  )
  const performed = await perform(service, input.value, callOf(judged, header, body, world), world.stores, world.onDecision)
  return performed.ok ? ok(success(service, judged, performed.value.output)) : performed
}

/** Fields that stand for headers of another name. */
const headerNames: Readonly<Record<string, string>> = { acl: 'x-amz-acl' }

function headersOf({ fields, file }: Judged, { model }: Service): Result<ReadonlyMap<string, string>, AwsError> {
  const headers = new Map<string, string>()
  for (const [name, value] of fields) {
    if (name === 'tagging') {
      const tags = readTagging(value, model.shape('Tagging'))
      if (!tags.ok) return tags
      headers.set('x-amz-tagging', tags.value)
    } else headers.set(headerNames[name] ?? name, value)
  }
  if (!headers.has('content-type') && file.contentType !== undefined) headers.set('content-type', file.contentType)
  return ok(headers)
}

const callOf = (
  { incoming, requestId, caller, scope, signatureVersion }: Judged,
  header: Call['header'],
  body: RequestBody,
  world: World,
) =>
  describeCall(incoming, world, {
    service: 's3',
    operation: 'PutObject',
    requestId,
    caller,
    region: scope?.region ?? defaultRegion,
    authType: scope === undefined ? 'anonymous' : 'POST',
    signatureVersion,
    header,
    body,
  })

async function pushAll(chunks: AsyncIterable<Buffer>, onChunk: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  for await (const chunk of chunks) await onChunk(chunk)
}

/** Holds the file to the length that the policy allows. */
function withinRange(body: RequestBody, policy: PostPolicy | undefined): RequestBody {
  const range = policy === undefined ? undefined : lengthRange(policy)
  if (range === undefined) return body
  return {
    ...body,
    read: async (write, compute) => {
      let length = 0
      const facts = await body.read((chunk) => {
        length += chunk.length
        return length > range.most ? undefined : write(chunk)
      }, compute)
      if (length > range.most)
        return err(outOfRange('EntityTooLarge', 'exceeds the maximum allowed size', 'MaxSizeAllowed', range.most, length))
      if (length < range.least)
        return err(outOfRange('EntityTooSmall', 'is smaller than the minimum allowed size', 'MinSizeAllowed', range.least, length))
      return facts
    },
  }
}

/** Recorded from AWS. */
const outOfRange = (code: string, what: string, bound: string, limit: number, length: number): AwsError => ({
  code,
  message: `Your proposed upload ${what}`,
  status: 400,
  fields: { ProposedSize: String(length), [bound]: String(limit) },
})

/** A redirect, or the status that the form wants: 204 unless it says 200 or 201. The other headers are those of PutObject (recorded from S3 by argmin). */
function success({ model }: Service, judged: Judged, output: Readonly<Record<string, unknown>>): Answer {
  const { fields, bucket, key } = judged
  const [etag, location] = [String(output.ETag), locationOf(judged)]
  const shape = model.operation('PutObject')
  const written = shape === undefined ? {} : writeRestXml(shape, output, model.data.namespace).headers
  const headers = { ...written, location }
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect')
  const target = redirect === undefined || !URL.canParse(redirect) ? undefined : new URL(redirect)
  if (target !== undefined) {
    for (const [name, value] of Object.entries({ bucket, key, etag })) target.searchParams.set(name, value)
    return { status: 303, headers: { ...headers, location: target.href }, body: '' }
  }
  const status = Number(fields.get('success_action_status'))
  if (status !== 201) return { status: status === 200 ? 200 : 204, headers, body: '' }
  const parts = { Location: location, Bucket: bucket, Key: key, ETag: etag }
  const xml = Object.entries(parts).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${xml.join('')}</PostResponse>`
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body }
}

/** Under the address that the form was sent to: the bucket stands in its host, or begins its path. */
function locationOf({ incoming: { request, scheme }, key }: Judged): string {
  const path = request.path.endsWith('/') ? request.path : `${request.path}/`
  return `${scheme}://${request.headers.get('host') ?? ''}${path}${encodeURIComponent(key)}`
}
