import type { IAM } from '@aws-sdk/client-iam'
import type { KMS } from '@aws-sdk/client-kms'
import type { S3 } from '@aws-sdk/client-s3'
import type { STS } from '@aws-sdk/client-sts'
import type { Credentials, Target } from './target.ts'

/** IAM is one for all regions, and answers here. @see https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const globalRegion = 'us-east-1'

/**
 * What the SDK would else look up in the user's environment and `~/.aws/config`, for each client: an endpoint of ours is meant to the letter.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const fixedSettings = {
  defaultsMode: 'standard',
  retryMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: 'sallyport',
} as const

/** As `fixedSettings`, of S3 alone. */
const fixedS3Settings = {
  forcePathStyle: true,
  useArnRegion: false,
  disableMultiregionAccessPoints: true,
  disableS3ExpressSessionAuth: true,
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
} as const

/**
 * The SDK clients of a target, by account and region. Each service's code is loaded when it is first needed. They share one connection pool,
 * whose idle connections do not keep the process alive.
 */
export class Clients {
  private readonly target: Target
  private readonly stsClients = new Map<string, Promise<STS>>()
  private readonly iamClients = new Map<string, Promise<IAM>>()
  private readonly s3Clients = new Map<string, Promise<S3>>()
  private readonly kmsClients = new Map<string, Promise<KMS>>()
  private pool: STS['config']['requestHandler'] | undefined

  constructor(target: Target) {
    this.target = target
  }

  sts(account: string): Promise<STS> {
    return once(this.stsClients, account, async () => {
      const { STS } = await import('@aws-sdk/client-sts')
      return this.share(new STS(this.config(account, globalRegion)))
    })
  }

  iam(account: string): Promise<IAM> {
    return once(this.iamClients, account, async () => {
      const { IAM } = await import('@aws-sdk/client-iam')
      return this.share(new IAM(this.config(account, globalRegion)))
    })
  }

  s3(account: string, region: string): Promise<S3> {
    return once(this.s3Clients, `${account} ${region}`, async () => {
      const { S3 } = await import('@aws-sdk/client-s3')
      const addressing = this.target.endpoint === undefined ? {} : fixedS3Settings
      return this.share(new S3({ ...this.config(account, region), ...addressing }))
    })
  }

  kms(account: string, region: string): Promise<KMS> {
    return once(this.kmsClients, `${account} ${region}`, async () => {
      const { KMS } = await import('@aws-sdk/client-kms')
      return this.share(new KMS(this.config(account, region)))
    })
  }

  /** The options of one call: it ends in time, whatever the target does. */
  get options(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.target.timeoutMs) }
  }

  private config(account: string, region: string) {
    const { endpoint, kind } = this.target
    return {
      region,
      credentials: this.credentials(account),
      // The sandbox of this process answers at once or never.
      maxAttempts: kind === 'embedded' ? 1 : 3,
      ...(endpoint === undefined ? {} : { endpoint, ...fixedSettings }),
      ...(this.pool === undefined ? {} : { requestHandler: this.pool }),
    }
  }

  /** INVARIANT: deploy has checked that the target has every account of the fixture. */
  private credentials(account: string): Credentials {
    const credentials = this.target.accounts.get(account)
    if (credentials === undefined) throw new Error(`internal error: no credentials for account ${account}`)
    return credentials
  }

  private share<Client extends { readonly config: { readonly requestHandler: STS['config']['requestHandler'] } }>(client: Client): Client {
    this.pool ??= client.config.requestHandler
    return client
  }
}

function once<T>(known: Map<string, T>, name: string, make: () => T): T {
  const value = known.get(name) ?? make()
  known.set(name, value)
  return value
}

const clientsByTarget = new WeakMap<Target, Clients>()

/** One set of clients for each target, so that many deployments share connections. */
export function clientsOf(target: Target): Clients {
  const clients = clientsByTarget.get(target) ?? new Clients(target)
  clientsByTarget.set(target, clients)
  return clients
}
