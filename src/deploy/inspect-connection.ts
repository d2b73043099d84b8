import type { IAM } from '@aws-sdk/client-iam'
import type { GetBucketEncryptionCommandOutput } from '@aws-sdk/client-s3'
import { parseArn } from '../policy/arn.ts'
import { clientsOf } from './clients.ts'
import { describeError } from './failure.ts'
import { type AccountAnswer, decoded } from './read-account.ts'
import type { Target } from './target.ts'

/** What a connection is known to use. */
export interface InspectionOrder {
  /** ARN of the role, or of the user, whose policies decide. */
  readonly worker?: string
  readonly bucket?: string
  readonly kmsKeyArn?: string
}

/** What a read-only identity has seen of a connection. */
export interface Inspection {
  /** Each as a command of the AWS CLI prints it, under the name of the command. */
  readonly answers: readonly AccountAnswer[]
  /** What it was not shown. */
  readonly refused: readonly RefusedRead[]
  readonly bucket?: InspectedBucket
}

export interface RefusedRead {
  readonly command: string
  readonly code: string
  readonly message: string
}

export interface InspectedBucket {
  readonly name: string
  readonly owner: string
  readonly region: string
  /** Absent where that could not be read. */
  readonly hasPolicy?: boolean
}

/** Reads what decides about a connection: identities, their policies, the bucket and its key. It only reads, and says what it may not. */
export async function inspectConnection(target: Target, order: InspectionOrder): Promise<Inspection> {
  const inspector = new Inspector(target)
  if (order.worker !== undefined) await inspector.worker(order.worker)
  const bucket = order.bucket === undefined ? undefined : await inspector.bucket(order.bucket, parseArn(order.worker ?? '')?.account)
  const key = order.kmsKeyArn ?? inspector.keyArn
  if (key !== undefined) await inspector.key(key)
  const { answers, refused } = inspector
  return { answers, refused, ...(bucket === undefined ? {} : { bucket }) }
}

type Json = Readonly<Record<string, unknown>>

/** The IAM calls that differ by whose policies are read. */
interface Calls {
  readonly noun: 'role' | 'user' | 'group'
  readonly get: (iam: IAM, name: string) => Promise<Json | undefined>
  readonly names: (iam: IAM, name: string) => Promise<readonly string[]>
  readonly inline: (iam: IAM, name: string, policy: string) => Promise<unknown>
  readonly attached: (
    iam: IAM,
    name: string,
  ) => Promise<readonly { readonly PolicyName?: string | undefined; readonly PolicyArn?: string | undefined }[]>
}

/** More than IAM lets anybody have. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MaxItems = 1000

const roleCalls: Calls = {
  noun: 'role',
  get: async (iam, RoleName) => ({ ...(await iam.getRole({ RoleName })).Role }),
  names: async (iam, RoleName) => (await iam.listRolePolicies({ RoleName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, RoleName, PolicyName) => (await iam.getRolePolicy({ RoleName, PolicyName })).PolicyDocument,
  attached: async (iam, RoleName) => (await iam.listAttachedRolePolicies({ RoleName, MaxItems })).AttachedPolicies ?? [],
}
const userCalls: Calls = {
  noun: 'user',
  get: async (iam, UserName) => ({ ...(await iam.getUser({ UserName })).User }),
  names: async (iam, UserName) => (await iam.listUserPolicies({ UserName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, UserName, PolicyName) => (await iam.getUserPolicy({ UserName, PolicyName })).PolicyDocument,
  attached: async (iam, UserName) => (await iam.listAttachedUserPolicies({ UserName, MaxItems })).AttachedPolicies ?? [],
}
const groupCalls: Calls = {
  noun: 'group',
  get: async (iam, GroupName) => ({ ...(await iam.getGroup({ GroupName, MaxItems: 1 })).Group }),
  names: async (iam, GroupName) => (await iam.listGroupPolicies({ GroupName, MaxItems })).PolicyNames ?? [],
  inline: async (iam, GroupName, PolicyName) => (await iam.getGroupPolicy({ GroupName, PolicyName })).PolicyDocument,
  attached: async (iam, GroupName) => (await iam.listAttachedGroupPolicies({ GroupName, MaxItems })).AttachedPolicies ?? [],
}

class Inspector {
  readonly answers: AccountAnswer[] = []
  readonly refused: RefusedRead[] = []
  /** Of the bucket's default encryption. */
  keyArn: string | undefined
  private readonly target: Target

  constructor(target: Target) {
    this.target = target
  }

  async worker(arn: string): Promise<void> {
    const { account = '', resource = '' } = parseArn(arn) ?? {}
    const name = resource.replace(/^.*\//, '')
    if (!this.has(account, `aws iam get-${resource.startsWith('user/') ? 'user' : 'role'}`, name)) return
    const iam = await clientsOf(this.target).iam(account)
    if (!resource.startsWith('user/')) return this.holder(iam, roleCalls, name)
    await this.holder(iam, userCalls, name)
    const groups = await this.ask(`aws iam list-groups-for-user --user-name ${name}`, () => iam.listGroupsForUser({ UserName: name }))
    for (const { GroupName = '' } of groups?.Groups ?? []) await this.holder(iam, groupCalls, GroupName)
  }

  /** All in one where all could be read, else each as its command prints it: then nobody takes it for all there is. */
  private async holder(iam: IAM, calls: Calls, name: string): Promise<void> {
    const { noun } = calls
    const option = `--${noun}-name ${name}`
    const before = this.refused.length
    const holder = await this.ask(`aws iam get-${noun} ${option}`, () => calls.get(iam, name))
    const names = await this.ask(`aws iam list-${noun}-policies ${option}`, () => calls.names(iam, name))
    const inline: Json[] = []
    for (const PolicyName of names ?? []) {
      const PolicyDocument = await this.ask(`aws iam get-${noun}-policy ${option} --policy-name ${PolicyName}`, () =>
        calls.inline(iam, name, PolicyName),
      )
      if (PolicyDocument !== undefined) inline.push({ PolicyName, PolicyDocument })
    }
    const attached = (await this.ask(`aws iam list-attached-${noun}-policies ${option}`, () => calls.attached(iam, name))) ?? []
    const boundary = boundaryOf(holder)
    const managed: Json[] = []
    for (const arn of [...attached.map(({ PolicyArn = '' }) => PolicyArn), ...(boundary === undefined ? [] : [boundary])]) {
      const policy = arn.includes(':iam::aws:') ? undefined : await this.managed(iam, arn)
      if (policy !== undefined) managed.push(policy)
    }
    const Title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`
    if (this.refused.length === before) {
      const details = { ...holder, [`${Title}PolicyList`]: inline, AttachedManagedPolicies: attached }
      const file = `aws iam get-account-authorization-details (${noun} ${name})`
      return this.answer(file, { RoleDetailList: [], [`${Title}DetailList`]: [details], Policies: managed })
    }
    if (holder !== undefined) this.answer(`aws iam get-${noun} ${option}`, { [Title]: holder })
    for (const policy of inline)
      this.answer(`aws iam get-${noun}-policy ${option} --policy-name ${String(policy.PolicyName)}`, { [`${Title}Name`]: name, ...policy })
    if (attached.length > 0) this.answer(`aws iam list-attached-${noun}-policies ${option}`, { AttachedPolicies: attached })
    for (const { Arn, PolicyVersionList } of managed) {
      const [PolicyVersion] = Array.isArray(PolicyVersionList) ? PolicyVersionList : []
      this.answer(`aws iam get-policy-version --policy-arn ${String(Arn)}`, { PolicyVersion })
    }
  }

  private async managed(iam: IAM, PolicyArn: string): Promise<Json | undefined> {
    const policy = await this.ask(`aws iam get-policy --policy-arn ${PolicyArn}`, () => iam.getPolicy({ PolicyArn }))
    const VersionId = policy?.Policy?.DefaultVersionId
    if (VersionId === undefined) return undefined
    const command = `aws iam get-policy-version --policy-arn ${PolicyArn} --version-id ${VersionId}`
    const version = await this.ask(command, () => iam.getPolicyVersion({ PolicyArn, VersionId }))
    return version?.PolicyVersion === undefined ? undefined : { ...policy?.Policy, PolicyVersionList: [version.PolicyVersion] }
  }

  /** Its owner is whoever may be named as its owner. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
  async bucket(Bucket: string, workerAccount: string | undefined): Promise<InspectedBucket | undefined> {
    const accounts = [...this.target.accounts.keys()].toSorted((a, b) => Number(b === workerAccount) - Number(a === workerAccount))
    const first: RefusedRead[] = []
    for (const account of accounts) {
      const s3 = await clientsOf(this.target).s3(account, 'us-east-1')
      try {
        const { LocationConstraint } = await s3.getBucketLocation({ Bucket, ExpectedBucketOwner: account })
        const location: string = LocationConstraint ?? 'us-east-1'
        return await this.bucketOf(Bucket, account, location === 'EU' ? 'eu-west-1' : location)
      } catch (error) {
        first.push(refusalOf(`aws s3api get-bucket-location --bucket ${Bucket}`, error))
      }
    }
    this.refused.push(...first.slice(0, 1))
    return undefined
  }

  private async bucketOf(Bucket: string, owner: string, region: string): Promise<InspectedBucket> {
    const s3 = await clientsOf(this.target).s3(owner, region)
    const option = `--bucket ${Bucket}`
    const input = { Bucket, ExpectedBucketOwner: owner }
    const before = this.refused.length
    const policy = await this.ask(`aws s3api get-bucket-policy ${option}`, () => s3.getBucketPolicy(input), 'NoSuchBucketPolicy')
    const isKnown = this.refused.length === before
    if (policy?.Policy !== undefined) this.answer(`aws s3api get-bucket-policy ${option}`, { Policy: JSON.parse(policy.Policy) })
    const others = [
      [
        'get-public-access-block',
        () => s3.getPublicAccessBlock(input),
        'NoSuchPublicAccessBlockConfiguration',
        'PublicAccessBlockConfiguration',
      ],
      ['get-bucket-ownership-controls', () => s3.getBucketOwnershipControls(input), 'OwnershipControlsNotFoundError', 'OwnershipControls'],
    ] as const
    for (const [command, call, absent, member] of others) {
      const answer: Json | undefined = await this.ask(`aws s3api ${command} ${option}`, async () => ({ ...(await call()) }), absent)
      if (answer?.[member] !== undefined) this.answer(`aws s3api ${command} ${option}`, { [member]: answer[member] })
    }
    await this.encryption(option, owner, region, () => s3.getBucketEncryption(input))
    return { name: Bucket, owner, region, ...(isKnown ? { hasPolicy: policy?.Policy !== undefined } : {}) }
  }

  private async encryption(
    option: string,
    owner: string,
    region: string,
    call: () => Promise<GetBucketEncryptionCommandOutput>,
  ): Promise<void> {
    const command = `aws s3api get-bucket-encryption ${option}`
    const answer = await this.ask(command, call, 'ServerSideEncryptionConfigurationNotFoundError')
    const configuration = answer?.ServerSideEncryptionConfiguration
    const key = configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
    if (key === undefined || configuration === undefined) return
    this.keyArn = key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${owner}:${key.includes('/') ? key : `key/${key}`}`
    this.answer(command, { ServerSideEncryptionConfiguration: configuration })
  }

  async key(arn: string): Promise<void> {
    const { account = '', region = '' } = parseArn(arn) ?? {}
    if (!this.has(account, 'aws kms describe-key --key-id', arn)) return
    const kms = await clientsOf(this.target).kms(account, region)
    const described = await this.ask(`aws kms describe-key --key-id ${arn}`, () => kms.describeKey({ KeyId: arn }))
    if (described?.KeyMetadata !== undefined) this.answer(`aws kms describe-key --key-id ${arn}`, { KeyMetadata: described.KeyMetadata })
    const command = `aws kms get-key-policy --key-id ${arn}`
    const policy = await this.ask(command, () => kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }))
    if (policy?.Policy !== undefined) this.answer(command, { Policy: JSON.parse(policy.Policy), PolicyName: 'default' })
  }

  private has(account: string, command: string, what: string): boolean {
    if (this.target.accounts.has(account)) return true
    this.refused.push({ command: `${command} ${what}`, code: 'NoAccount', message: `the target has no account \`${account}\`` })
    return false
  }

  private answer(name: string, value: Json): void {
    this.answers.push({ name, text: `${JSON.stringify(value, decoded, 2)}\n` })
  }

  /** Undefined where it is refused, which is noted, and where there is nothing, which is not. */
  private async ask<T>(command: string, call: () => Promise<T>, absent?: string): Promise<T | undefined> {
    try {
      return await call()
    } catch (error) {
      const refusal = refusalOf(command, error)
      if (refusal.code !== absent) this.refused.push(refusal)
      return undefined
    }
  }
}

/** A mistake of ours is no answer. */
function refusalOf(command: string, error: unknown): RefusedRead {
  if (error instanceof TypeError || error instanceof ReferenceError) throw error
  const { code, message } = describeError(error)
  return { command, code, message }
}

function boundaryOf(holder: Json | undefined): string | undefined {
  const boundary = holder?.PermissionsBoundary
  if (typeof boundary !== 'object' || boundary === null || !('PermissionsBoundaryArn' in boundary)) return undefined
  return typeof boundary.PermissionsBoundaryArn === 'string' ? boundary.PermissionsBoundaryArn : undefined
}
