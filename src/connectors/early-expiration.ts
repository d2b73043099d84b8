import type { Answer } from './probe.ts'

const day = 86_400_000

/**
 * The failure that a file which was just written will be gone before the product is done with it. S3 says so itself when it takes the file, to
 * everybody who may write: `expiry-date="Fri, 21 Dec 2012 00:00:00 GMT", rule-id="picture-deletion-rule"`, the id of the rule encoded as in an address.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_ResponseSyntax
 */
export function earlyExpiration(
  expiration: string | undefined,
  { stagingDays, writtenAt }: { readonly stagingDays: number | undefined; readonly writtenAt: number },
): Pick<Answer<unknown>, 'failure' | 'facts'> {
  const [, expires = '', id = ''] = /expiry-date="([^"]*)", rule-id="([^"]*)"/.exec(expiration ?? '') ?? []
  const isEarly = stagingDays !== undefined && Date.parse(expires) - writtenAt < stagingDays * day
  if (!isEarly) return {}
  const rule = new URLSearchParams(`id=${id}`).get('id') ?? ''
  const within = stagingDays === 1 ? 'a day' : `${stagingDays} days`
  return {
    facts: { expires, lifecycleRule: rule },
    failure: { code: 'EXPIRES', message: `the lifecycle rule ${rule} removes it within ${within}` },
  }
}
