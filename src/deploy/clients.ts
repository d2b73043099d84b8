import { setMaxListeners } from 'node:events'
import type { EC2 } from '@aws-sdk/client-ec2'
import type { Glue } from '@aws-sdk/client-glue'
import type { IAM } from '@aws-sdk/client-iam'
import type { KMS } from '@aws-sdk/client-kms'
import type { LakeFormation } from '@aws-sdk/client-lakeformation'
import type { Organizations } from '@aws-sdk/client-organizations'
import type { S3 } from '@aws-sdk/client-s3'
import type { S3Control } from '@aws-sdk/client-s3-control'
import type { STS } from '@aws-sdk/client-sts'
import { loopbackDetour, nameableEndpoint, sendToLoopback } from '../settings/loopback-names.ts'
import { sdkS3Settings, sdkSettings } from '../settings/sdk-settings.ts'
import { FencedCall } from './failure.ts'
import { Fence } from './fence.ts'
import { type Credentials, isLogin, type Login, type SentCall, type Target } from './target.ts'

/** IAM is one for all regions, and answers here. @see https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const globalRegion = 'us-east-1'

/** Of an AWS that throttles: with the SDK's own pauses between them, which grow. */
const attempts = 10

/** Milliseconds; an attempt that takes longer is made again. */
const patience = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } as const

const inspection = { step: 'initialize', name: 'sallyportInspection' } as const

/** Of a target that the guard has not let anybody into. */
const nothingAllowed = new Fence()

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
  private readonly ec2Clients = new Map<string, Promise<EC2>>()
  private readonly glueClients = new Map<string, Promise<Glue>>()
  private readonly lakeFormationClients = new Map<string, Promise<LakeFormation>>()
  private readonly s3ControlClients = new Map<string, Promise<S3Control>>()
  private pool: STS['config']['requestHandler'] | undefined

  constructor(target: Target) {
    this.target = target
  }

  sts(account: string): Promise<STS> {
    return once(this.stsClients, account, async () => {
      const { STS } = await import('@aws-sdk/client-sts')
      const sts = this.share(new STS(this.config(account, globalRegion)))
      sts.middlewareStack.add((next, context) => (args) => next(this.inspect('sts', account, globalRegion, context, args)), inspection)
      return sts
    })
  }

  iam(account: string): Promise<IAM> {
    return once(this.iamClients, account, async () => {
      const { IAM } = await import('@aws-sdk/client-iam')
      const iam = this.share(new IAM(this.config(account, globalRegion)))
      iam.middlewareStack.add((next, context) => (args) => next(this.inspect('iam', account, globalRegion, context, args)), inspection)
      return iam
    })
  }

  s3(account: string, region: string): Promise<S3> {
    return once(this.s3Clients, `${account} ${region}`, async () => {
      const { S3 } = await import('@aws-sdk/client-s3')
      const addressing = this.target.endpoint === undefined ? {} : { ...sdkS3Settings, forcePathStyle: true }
      const s3 = this.share(new S3({ ...this.config(account, region), ...addressing }))
      s3.middlewareStack.add((next, context) => (args) => next(this.inspect('s3', account, region, context, args)), inspection)
      return s3
    })
  }

  kms(account: string, region: string): Promise<KMS> {
    return once(this.kmsClients, `${account} ${region}`, async () => {
      const { KMS } = await import('@aws-sdk/client-kms')
      const kms = this.share(new KMS(this.config(account, region)))
      kms.middlewareStack.add((next, context) => (args) => next(this.inspect('kms', account, region, context, args)), inspection)
      return kms
    })
  }

  ec2(account: string, region: string): Promise<EC2> {
    return once(this.ec2Clients, `${account} ${region}`, async () => {
      const { EC2 } = await import('@aws-sdk/client-ec2')
      const ec2 = this.share(new EC2(this.config(account, region)))
      ec2.middlewareStack.add((next, context) => (args) => next(this.inspect('ec2', account, region, context, args)), inspection)
      return ec2
    })
  }

  glue(account: string, region: string): Promise<Glue> {
    return once(this.glueClients, `${account} ${region}`, async () => {
      const { Glue } = await import('@aws-sdk/client-glue')
      const glue = this.share(new Glue(this.config(account, region)))
      glue.middlewareStack.add((next, context) => (args) => next(this.inspect('glue', account, region, context, args)), inspection)
      return glue
    })
  }

  lakeFormation(account: string, region: string): Promise<LakeFormation> {
    return once(this.lakeFormationClients, `${account} ${region}`, async () => {
      const { LakeFormation } = await import('@aws-sdk/client-lakeformation')
      const lake = this.share(new LakeFormation(this.config(account, region)))
      lake.middlewareStack.add((next, context) => (args) => next(this.inspect('lakeformation', account, region, context, args)), inspection)
      return lake
    })
  }

  /** It puts the account before the name of the host. */
  s3Control(account: string, region: string): Promise<S3Control> {
    return once(this.s3ControlClients, `${account} ${region}`, async () => {
      const { S3Control } = await import('@aws-sdk/client-s3-control')
      const { endpoint } = this.target
      const named = nameableEndpoint(endpoint)
      const config = { ...this.config(account, region), ...(named === undefined ? {} : { endpoint: named }) }
      const control = this.share(new S3Control(config))
      control.middlewareStack.add(
        (next) => (args) => {
          sendToLoopback(args.request, endpoint)
          return next(args)
        },
        loopbackDetour,
      )
      control.middlewareStack.add((next, context) => (args) => next(this.inspect('s3control', account, region, context, args)), inspection)
      return control
    })
  }

  /** For one question of the guard. */
  async organizations(account: string): Promise<Organizations> {
    const { Organizations } = await import('@aws-sdk/client-organizations')
    const organizations = this.share(new Organizations(this.config(account, globalRegion)))
    organizations.middlewareStack.add(
      (next, context) => (args) => next(this.inspect('organizations', account, globalRegion, context, args)),
      inspection,
    )
    return organizations
  }

  /** The options of one call: it ends in time, whatever the target does. */
  get options(): { readonly abortSignal: AbortSignal } {
    const abortSignal = AbortSignal.timeout(this.target.timeoutMs)
    // The SDK listens anew with each attempt: many attempts are no leak, and users need no warning of Node.
    setMaxListeners(0, abortSignal)
    return { abortSignal }
  }

  private config(account: string, region: string) {
    const { endpoint, kind } = this.target
    return {
      region,
      ...this.signing(account),
      // The sandbox of this process answers at once or never.
      ...(kind === 'embedded' ? { maxAttempts: 1 } : { maxAttempts: this.target.attempts ?? attempts, requestHandler: patience }),
      ...(endpoint === undefined ? {} : { endpoint, ...sdkSettings }),
      ...(kind === 'embedded' ? {} : { retryMode: 'adaptive' }),
      ...(this.pool === undefined ? {} : { requestHandler: this.pool }),
    }
  }

  private signing(account: string): { readonly profile?: string; readonly credentials?: Credentials | (() => Promise<Credentials>) } {
    const access = this.access(account)
    if (!isLogin(access)) return { credentials: access }
    const profile = access.profile === undefined ? {} : { profile: access.profile }
    return access.role === undefined ? profile : { credentials: () => this.assume(account, access) }
  }

  /** The SDK asks again when they are about to expire. @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html */
  private async assume(
    account: string,
    { profile, role: RoleArn, externalId }: Login,
  ): Promise<Credentials & { readonly expiration?: Date }> {
    const { STS } = await import('@aws-sdk/client-sts')
    const { endpoint } = this.target
    const sts = new STS({
      region: globalRegion,
      ...(profile === undefined ? {} : { profile }),
      ...(endpoint === undefined ? {} : { endpoint, ...sdkSettings }),
    })
    const input = { RoleArn, RoleSessionName: 'sallyport', ...(externalId === undefined ? {} : { ExternalId: externalId }) }
    this.tell({ service: 'sts', operation: 'AssumeRole', account, region: globalRegion })
    const { Credentials: given } = await sts.assumeRole(input)
    sts.destroy()
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken, Expiration: expiration } = given ?? {}
    const session = SessionToken === undefined ? {} : { sessionToken: SessionToken }
    return { accessKeyId, secretAccessKey, ...session, ...(expiration === undefined ? {} : { expiration }) }
  }

  /** INVARIANT: deploy has checked that the target has every account of the fixture. */
  private access(account: string): Credentials | Login {
    const access = this.target.accounts.get(account)
    if (access === undefined) throw new Error(`internal error: no credentials for account ${account}`)
    return access
  }

  private tell(call: SentCall): void {
    this.target.onCall?.(call)
  }

  /** Every call comes by here before it is made: outside the embedded sandbox nothing is written that the fence does not let through. */
  private inspect<Args extends { readonly input: object }>(
    service: SentCall['service'],
    account: string,
    region: string,
    context: { readonly commandName?: string },
    args: Args,
  ): Args {
    const operation = (context.commandName ?? '').replace(/Command$/, '')
    if (this.target.kind !== 'embedded') {
      const { fence } = this.target.permit ?? { fence: nothingAllowed }
      const reason = fence.refuse(operation, { ...args.input })
      if (reason !== undefined) throw new FencedCall(`${service}:${operation}`, reason)
    }
    this.tell({ service, operation, account, region })
    return args
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
