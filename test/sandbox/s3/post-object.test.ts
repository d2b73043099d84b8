import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser } from '../principals.ts'
import { rawRequest } from '../raw-request.ts'
import { makeForm, type PostOptions, postForm, readError } from './post-form.ts'

const account = '111122223333'
const Bucket = 'forms'
let sandbox: Sandbox
let s3: Clients['s3']
let credentials: SdkCredentials
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'post', accounts: [{ id: accountId(account) }] })
  s3 = rootClients(sandbox, account).s3
  credentials = sandbox.accounts.get(accountId(account))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' }
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => sandbox.close())

const post = (options: Partial<PostOptions>) =>
  postForm({ endpoint: sandbox.endpoint, bucket: Bucket, credentials, fields: { key: 'a' }, file: 'the file', ...options })

describe('a form', () => {
  it('uploads its file with the fields that its policy allows', async () => {
    const tagging = '<Tagging><TagSet><Tag><Key>team</Key><Value>a b</Value></Tag></TagSet></Tagging>'
    const fields = { key: 'up/${filename}', 'x-amz-meta-by': 'form', success_action_status: '201', tagging }
    const conditions = [['starts-with', '$key', 'up/'], { 'x-amz-meta-by': 'form' }, { success_action_status: '201' }, { tagging }]
    const signed = { conditions: conditions.slice(1), fields: { ...fields, key: 'up/report.txt' } }
    const response = await post(signed)
    expect(response.status).toBe(201)
    expect(await readError(response)).toMatchObject({ Bucket, Key: 'up/report.txt', Location: `${sandbox.endpoint}/forms/up%2Freport.txt` })
    const stored = await s3.send(new GetObjectCommand({ Bucket, Key: 'up/report.txt' }))
    expect(await stored.Body?.transformToString()).toBe('the file')
    expect(stored).toMatchObject({ ContentType: 'text/plain', Metadata: { by: 'form' } })
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'up/report.txt' }))
    expect(TagSet).toEqual([{ Key: 'team', Value: 'a b' }])
  })

  /** @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_post_object_with_file_as_string) */
  it('has the name of its file in any field, and nothing in its place where the file has none', async () => {
    const fields = { key: 'named', 'x-amz-meta-file': '${filename}' }
    const options = {
      endpoint: sandbox.endpoint,
      bucket: Bucket,
      credentials,
      fields,
      conditions: [['starts-with', '$x-amz-meta-file', '']],
    }
    expect((await postForm({ ...options, file: 'x' })).status).toBe(204)
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'named' }))).Metadata).toEqual({ file: 'report.txt' })
    const nameless = makeForm(options)
    nameless.set('file', 'x')
    expect((await fetch(`${sandbox.endpoint}/${Bucket}`, { method: 'POST', body: nameless })).status).toBe(204)
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'named' }))).Metadata).toEqual({ file: '${filename}' })
  })

  /** @see https://github.com/waynehoover/s3_direct_upload/issues/45 */
  it('has fields of twenty kibibytes at most', async () => {
    const fields = { key: 'a', 'x-ignore-large': 'a'.repeat(20 * 1024) }
    expect(await readError(await post({ fields }))).toMatchObject({
      Code: 'MaxPostPreDataLengthExceeded',
      Message: 'Your POST request fields preceeding the upload file was too large.',
      MaxPostPreDataLengthBytes: '20480',
    })
  })

  it('has no tags of a document that is none of tags', async () => {
    const tagging = '<Other></Other>'
    expect((await post({ fields: { key: 'tagless', tagging }, conditions: [{ tagging }] })).status).toBe(204)
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagless' }))).TagSet).toEqual([])
    expect((await post({ fields: { key: 'tagless', tagging: 'none' }, conditions: [{ tagging: 'none' }] })).status).toBe(400)
  })

  it('may be as large as any upload, and is told where to go then', async () => {
    const file = 'line\r\n--not the boundary\r\n'.repeat(100_000)
    const fields = { key: 'large', success_action_redirect: 'http://localhost/done?x=1' }
    const response = await post({ file, fields, conditions: [['eq', '$success_action_redirect', fields.success_action_redirect]] })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toContain('http://localhost/done?x=1&bucket=forms&key=large&etag=')
    const stored = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))
    expect((await stored.Body?.transformToString()) === file).toBe(true)
  })

  it('is refused when its policy does not allow it', async () => {
    const refusal = async (options: Partial<PostOptions>) => (await readError(await post(options))).Message
    expect(await refusal({ expiration: new Date(0) })).toBe('Invalid according to Policy: Policy expired.')
    expect(await refusal({ expires: 'Thu, 26 Nov 2100 05:00:00 GMT' })).toBe(
      "Invalid Policy: Invalid 'expiration' value: 'Thu, 26 Nov 2100 05:00:00 GMT'",
    )
    expect(await refusal({ namesBucket: false })).toBe('Invalid according to Policy: Extra input fields: bucket')
    expect(await refusal({ conditions: [['starts-with', '$key', 'b']] })).toBe(
      'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "b"]',
    )
    expect(await refusal({ fields: { key: 'a', 'x-amz-meta-more': '1' } })).toBe(
      'Invalid according to Policy: Extra input fields: x-amz-meta-more',
    )
    expect(await readError(await post({ conditions: [['content-length-range', 0, 4]] }))).toMatchObject({
      Code: 'EntityTooLarge',
      ProposedSize: '8',
      MaxSizeAllowed: '4',
    })
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it.each([
    [['starts-with', '$key'], 'Invalid starts-with: wrong number of arguments.'],
    [['eq', '$key', 'a', 'b'], 'Invalid Eq: wrong number of arguments.'],
    [['content-length-range', 0], 'Invalid content-length-range: wrong number of arguments.'],
    [['unknown-op', '$key', 'a'], "Invalid Condition: unknown operation 'unknown-op'."],
    [[], 'Invalid Condition: missing operation identifier.'],
    [['eq', '$key', true], 'Invalid JSON.'],
    ['just a string', 'Invalid condition test: must be a List or Object.'],
    [{}, 'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.'],
    [{ key: 1 }, 'Invalid Simple-Condition: value must be a string.'],
  ])('has no condition like %j', async (condition, message) => {
    const refused = await readError(await post({ conditions: [condition] }))
    expect(refused).toMatchObject({ Code: 'InvalidPolicyDocument', Message: `Invalid Policy: ${message}` })
  })

  const encode = (policy: unknown) => Buffer.from(JSON.stringify(policy)).toString('base64')
  it.each([
    ['not_base_64', 'invalid Base64 encoding.'],
    [encode('text'), 'Invalid JSON.'],
    [encode({ conditions: [] }), 'Policy missing expiration.'],
    [encode({ expiration: true, conditions: [] }), 'Invalid JSON.'],
    [encode({ expiration: '2100-01-01T00:00:00Z' }), 'Policy missing conditions.'],
    [encode({ expiration: '2100-01-01T00:00:00Z', conditions: true }), "Invalid 'conditions' value: must be a List."],
    [encode({ expiration: '2100-01-01T00:00:00Z', conditions: [] }), 'Policy missing conditions.'],
  ])('has no policy like %j', async (document, message) => {
    const refused = await readError(await post({ document }))
    expect(refused).toMatchObject({ Code: 'InvalidPolicyDocument', Message: `Invalid Policy: ${message}` })
  })

  it.each([
    ['X-Amz-Algorithm', 'AWS4', 'Only AWS4-HMAC-SHA256 is supported'],
    ['X-Amz-Date', 'today', 'X-Amz-Date must be formated via ISO8601 Long format'],
    ['X-Amz-Credential', 'none', 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'],
    [
      'X-Amz-Credential',
      'KEY/2026/us-east-1/s3/aws4_request',
      'incorrect date format "2026". This date in the credential must be in the format "yyyyMMdd".',
    ],
    ['X-Amz-Credential', 'KEY/20261127/us-west-2/s3/aws4_request', "the region 'us-west-2' is wrong; expecting 'us-east-1'"],
    ['X-Amz-Credential', 'KEY/20261127/us-east-1/ec2/aws4_request', 'incorrect service "ec2". This endpoint belongs to "s3".'],
    ['X-Amz-Credential', 'KEY/20261127/us-east-1/s3/aws', 'incorrect terminal "aws". This endpoint uses "aws4_request".'],
  ])('is not signed with the %s %s', async (ArgumentName, ArgumentValue, Message) => {
    const refused = await readError(await post({ instead: { [ArgumentName.toLowerCase()]: ArgumentValue } }))
    expect(refused).toMatchObject({ Code: 'InvalidArgument', Message, ArgumentName, ArgumentValue })
    expect(refused.Region).toBe(ArgumentValue.includes('us-west-2') ? 'us-east-1' : undefined)
  })

  it('is answered with the headers of PutObject, and says where its file is', async () => {
    const stored = await post({ fields: { key: 'facts' } })
    expect(Object.fromEntries(stored.headers)).toMatchObject({
      location: `${sandbox.endpoint}/forms/facts`,
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-checksum-crc64nvme': expect.any(String),
    })
    const form = new Response(makeForm({ endpoint: '', bucket: Bucket, credentials, fields: { key: 'facts' }, file: 'the file' }))
    const host = `${Bucket}.localhost:${new URL(sandbox.endpoint).port}`
    const headers = { host, 'content-type': form.headers.get('content-type') ?? '' }
    const elsewhere = await rawRequest(sandbox.endpoint, '/', { method: 'POST', headers, body: Buffer.from(await form.arrayBuffer()) })
    expect(elsewhere).toMatchObject({ status: 204, headers: { location: `http://${host}/facts` } })
  })

  it('creates no object in the eyes of policies, whatever its headers compare', async () => {
    const condition = { Bool: { 's3:ObjectCreationOperation': 'true' }, Null: { 's3:if-none-match': 'true' } }
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::creations/*', Condition: condition }
    await s3.send(new CreateBucketCommand({ Bucket: 'creations' }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [deny] })
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'creations', Policy }))
    await expect(s3.send(new PutObjectCommand({ Bucket: 'creations', Key: 'a' }))).rejects.toMatchObject({ name: 'AccessDenied' })
    expect((await post({ bucket: 'creations' })).status).toBe(204)
  })

  it('does not look at headers of its request', async () => {
    const headers = { 'x-amz-expected-bucket-owner': '000000000000', 'if-none-match': '*' }
    expect((await post({ fields: { key: 'twice' }, headers })).status).toBe(204)
    expect((await post({ fields: { key: 'twice' }, headers })).status).toBe(204)
  })

  it('is only as good as the permissions of who signed it', async () => {
    const user = await createUser(sandbox, account, 'signer', [
      { Effect: 'Allow', Action: 's3:PutObject', Resource: '*', Condition: { StringEquals: { 's3:authType': 'POST' } } },
    ])
    const signer = await user.s3.config.credentials()
    expect((await post({ credentials: signer, fields: { key: 'by-user' } })).status).toBe(204)
    const other = await createUser(sandbox, account, 'powerless', [])
    const refused = await post({ credentials: await other.s3.config.credentials(), fields: { key: 'by-user' } })
    expect(refused.status).toBe(403)
    expect((await readError(refused)).Message).toContain('is not authorized to perform: s3:PutObject')
    const forged = { accessKeyId: signer.accessKeyId, secretAccessKey: 'wrong' }
    expect(await readError(await post({ credentials: forged }))).toMatchObject({ Code: 'SignatureDoesNotMatch' })
  })

  it('that is refused before its file is read leaves the connection usable', async () => {
    const file = 'x'.repeat(3_000_000)
    expect((await post({ file, expiration: new Date(0) })).status).toBe(403)
    expect((await post({ file, fields: { key: 'after' } })).status).toBe(204)
  })

  it('without a signature is anonymous', async () => {
    const response = await post({ without: ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'] })
    expect(response.status).toBe(403)
    expect(await readError(response)).toMatchObject({ Code: 'AccessDenied', Message: 'Access Denied' })
  })
})
