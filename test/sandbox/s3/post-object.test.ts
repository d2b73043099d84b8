import { CreateBucketCommand, GetObjectCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser } from '../principals.ts'
import { type PostOptions, postForm, readError } from './post-form.ts'

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
    expect(await refusal({ expires: 'Thu, 26 Nov 2100 05:00:00 GMT' })).toBe("Invalid Policy: Invalid 'expiration' value.")
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
