import { createHmac } from 'node:crypto'
import type { SdkCredentials } from '../clients.ts'

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export interface PostOptions {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials?: SdkCredentials
  readonly conditions?: readonly unknown[]
  readonly expiration?: Date
  /** The time as text, where it is not as it should be. */
  readonly expires?: string
  readonly namesBucket?: boolean
  readonly fields: Readonly<Record<string, string>>
  readonly file?: string
  /** Fields of the signature that are left out. */
  readonly without?: readonly string[]
  /** Fields that are sent in the place of those of the signature. */
  readonly instead?: Readonly<Record<string, string>>
  /** Headers of the request. */
  readonly headers?: Readonly<Record<string, string>>
  /** The policy as it is sent, where it is not made of the conditions. */
  readonly document?: string
}

/** Sends a form as a browser does, signed as a vendor's server would sign its policy. */
export const postForm = (options: PostOptions): Promise<Response> =>
  fetch(`${options.endpoint}/${options.bucket}`, {
    method: 'POST',
    body: makeForm(options),
    redirect: 'manual',
    headers: { ...options.headers },
  })

export function makeForm(options: PostOptions): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...options.fields, ...signatureFields(options), ...options.instead })) {
    if (options.without?.includes(name) !== true) form.set(name, value)
  }
  if (options.file !== undefined) form.set('file', new Blob([options.file], { type: 'text/plain' }), 'report.txt')
  return form
}

function signatureFields({
  credentials,
  bucket,
  conditions = [],
  expiration,
  expires,
  namesBucket = true,
  fields,
  document,
}: PostOptions): Record<string, string> {
  if (credentials === undefined) return {}
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const day = date.slice(0, 8)
  const signing = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${day}/us-east-1/s3/aws4_request`,
    'x-amz-date': date,
  }
  const made = {
    expiration: expires ?? (expiration ?? new Date(Date.now() + 60_000)).toISOString(),
    conditions: [
      ...(namesBucket ? [{ bucket }] : []),
      { key: fields.key },
      ...Object.entries(signing).map(([name, value]) => ({ [name]: value })),
      ...conditions,
    ],
  }
  const policy = document ?? Buffer.from(JSON.stringify(made)).toString('base64')
  const key = ['us-east-1', 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${credentials.secretAccessKey}`, day))
  return { ...signing, policy, 'x-amz-signature': hmac(key, policy).toString('hex') }
}

/** What an error of S3 says. */
export async function readError(response: Response): Promise<Readonly<Record<string, string>>> {
  const text = await response.text()
  const elements = [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = '', value = '']) => [name, unescapeXml(value)] as const)
  return Object.fromEntries(elements)
}

const unescapeXml = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
