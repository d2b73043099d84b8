import { err, ok, type Result } from '../base/result.ts'
import type { AccountSettings } from '../settings/settings.ts'
import { type Clients, clientsOf } from './clients.ts'
import { describeError } from './failure.ts'
import type { Target } from './target.ts'

/** What an account of a target answers to whoever signs in there. */
export interface Examination {
  /** Where the SDK found what it signs in with, before a role is assumed; or why it found nothing. */
  readonly credentials: Result<FoundCredentials, Answer>
  /** Of whom `GetCallerIdentity` speaks. */
  readonly identity?: Answer & { readonly arn?: string }
  /** Seconds by which the clock of the target is ahead of the one here, by the Date of an answer; absent where none had one. */
  readonly skewSeconds?: number
  readonly services: readonly ServiceAnswer[]
}

export interface FoundCredentials {
  /** The SDK's own words for it, as `CREDENTIALS_PROFILE_SSO`. */
  readonly features: readonly string[]
  readonly expires?: Date
}

/** `answer`: it was refused, with AWS's code and message. `no-answer`: it could not be reached, or not in time. */
export type Answer =
  | { readonly kind: 'ok'; readonly milliseconds: number }
  | { readonly kind: 'answer' | 'no-answer'; readonly code: string; readonly message: string }

export interface ServiceAnswer {
  readonly service: 'iam' | 's3' | 'kms' | 'organizations' | 'ec2'
  /** The action that the call needs. */
  readonly action: string
  readonly region?: string
  readonly answer: Answer
}

/** Signs in and asks each service that is used for something small. It only reads, and of a stranger's account nothing but whose it is. */
export async function examineAccount(account: AccountSettings, regions: readonly string[], target: Target): Promise<Examination> {
  const credentials = await findCredentials(account)
  if (!credentials.ok) return { credentials, services: [] }
  const clients = clientsOf(target)
  const clock = await watchClock(account.id, clients)
  const sts = await clients.sts(account.id)
  let who: { readonly Account?: string | undefined; readonly Arn?: string | undefined } = {}
  const identity = await timed(async () => {
    who = await sts.getCallerIdentity({}, clients.options)
  })
  const isAsked = identity.kind === 'no-answer' || who.Account === account.id
  const services = isAsked ? await askServices(account.id, regions, clients) : []
  const skew = clock()
  return {
    credentials,
    identity: { ...identity, ...(who.Arn === undefined ? {} : { arn: who.Arn }) },
    ...(skew === undefined ? {} : { skewSeconds: skew }),
    services,
  }
}

/** As the clients of the target do it. @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
async function findCredentials({ profile }: AccountSettings): Promise<Result<FoundCredentials, Answer>> {
  const { STS } = await import('@aws-sdk/client-sts')
  const sts = new STS({ region: 'us-east-1', ...(profile === undefined ? {} : { profile }) })
  try {
    const found = await sts.config.credentials()
    const source: unknown = '$source' in found ? found.$source : undefined
    const features = typeof source === 'object' && source !== null ? Object.keys(source) : []
    return ok({ features, ...(found.expiration === undefined ? {} : { expires: found.expiration }) })
  } catch (error) {
    return err(failed(error))
  } finally {
    sts.destroy()
  }
}

/** Looks at the Date of what STS answers from now on, refusals too. @see https://www.rfc-editor.org/rfc/rfc9110#field.date */
async function watchClock(account: string, clients: Clients): Promise<() => number | undefined> {
  let skew: number | undefined
  const sts = await clients.sts(account)
  sts.middlewareStack.add(
    (next) => async (args) => {
      const begun = Date.now()
      const answered = await next(args)
      skew = skewOf(dateOf(answered.response), begun, Date.now())
      return answered
    },
    { step: 'deserialize', priority: 'low', name: 'sallyportClock' },
  )
  return () => skew
}

function dateOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined
  return typeof headers.date === 'string' ? headers.date : undefined
}

/** A Date has whole seconds, and was written somewhere between request and answer: what lies within both is no skew. */
export function skewOf(date: string | undefined, begun: number, ended: number): number | undefined {
  const there = Date.parse(date ?? '')
  if (Number.isNaN(there)) return undefined
  if (there > ended) return Math.round((there - ended) / 1000)
  return there + 1000 < begun ? Math.round((there + 1000 - begun) / 1000) : 0
}

async function askServices(account: string, regions: readonly string[], clients: Clients): Promise<readonly ServiceAnswer[]> {
  const { options } = clients
  const ask = async (asked: Omit<ServiceAnswer, 'answer'>, call: () => Promise<unknown>) => ({ ...asked, answer: await timed(call) })
  // The code of the clients is loaded before the time of an answer is taken.
  const [iam, organizations] = await Promise.all([clients.iam(account), clients.organizations(account)])
  const regional = await Promise.all(
    regions.map(async (region) => {
      const [s3, kms, ec2] = await Promise.all([clients.s3(account, region), clients.kms(account, region), clients.ec2(account, region)])
      return { region, s3, kms, ec2 }
    }),
  )
  return Promise.all([
    ask({ service: 'iam', action: 'iam:ListAccountAliases' }, () => iam.listAccountAliases({}, options)),
    ask({ service: 'organizations', action: 'organizations:DescribeOrganization' }, () => organizations.describeOrganization({}, options)),
    ...regional.flatMap(({ region, s3, kms, ec2 }) => [
      ask({ service: 's3', action: 's3:ListAllMyBuckets', region }, () => s3.listBuckets({}, options)),
      ask({ service: 'kms', action: 'kms:ListKeys', region }, () => kms.listKeys({ Limit: 1 }, options)),
      ask({ service: 'ec2', action: 'ec2:DescribeVpcs', region }, () => ec2.describeVpcs({ MaxResults: 5 }, options)),
    ]),
  ])
}

async function timed(call: () => Promise<unknown>): Promise<Answer> {
  const begun = performance.now()
  try {
    await call()
    return { kind: 'ok', milliseconds: Math.round(performance.now() - begun) }
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): Answer {
  const { kind, code, message } = describeError(error)
  return { kind: kind === 'answer' ? 'answer' : 'no-answer', code, message }
}
