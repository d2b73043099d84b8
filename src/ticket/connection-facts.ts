import type { Span } from '../base/span.ts'
import { parseArn } from '../policy/arn.ts'
import { findAccessPoint, keyBehindPoint, pointIn } from './access-point.ts'
import { catalogError, isAboutCatalog } from './catalog-settings.ts'
import { assumed, type Candidate, type Chosen, fromTicket, type Given } from './chosen.ts'
import { folderIn, statementTexts } from './document-texts.ts'
import { bucketIn, elementsOf } from './guess-policy.ts'
import { connectorNamed } from './read-settings.ts'
import type { SettingName, Ticket, TicketError, TicketPolicy, TicketSetting } from './ticket.ts'

/** The settings of the connection that a ticket is about. What has no value anywhere is absent. */
export type ConnectionFacts = { readonly [Name in SettingName]?: Chosen } & {
  readonly accessPoint?: Chosen
  readonly connector: Chosen
  readonly bucket: Chosen
  readonly baseDirectory: Chosen
  readonly region: Chosen
  readonly sessionName: Chosen
  readonly scheme: Chosen
  readonly callerArn: Chosen
}

/** The account ids that AWS's documentation uses, for accounts that a ticket does not name. */
export const standIn = { customer: '111122223333', vendor: '444455556666', other: '777788889999' } as const

/**
 * Finds every setting: an option comes before what the ticket says, a setting before what other parts of the ticket show, and what nobody says is
 * assumed.
 */
export function findConnection(ticket: Ticket, given: Given): ConnectionFacts {
  const finder = new Finder(ticket, given)
  const role = finder.role()
  const callerArn = finder.caller(role)
  const bucket = finder.bucket()
  const externalId = finder.externalId(role)
  const kmsKeyArn = finder.setting('kmsKeyArn')
  const intermediateBucket = finder.setting('intermediateBucket')
  const accessPoint = findAccessPoint(ticket, given)
  return {
    connector: finder.connector(bucket.value),
    ...(role === undefined ? {} : { roleArn: role }),
    ...(externalId === undefined || role === undefined ? {} : { externalId }),
    sessionName: finder.sessionName(),
    bucket,
    ...(accessPoint === undefined ? {} : { accessPoint }),
    baseDirectory: finder.baseDirectory(bucket.value),
    region: accessPoint === undefined ? finder.region() : { ...accessPoint, value: accessPoint.value.split(':')[3] ?? '' },
    ...(intermediateBucket === undefined ? {} : { intermediateBucket }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    scheme: finder.setting('scheme') ?? assumed('https', 'products use it'),
    callerArn,
  }
}

/** Tags and source identity are refused at the same call. */
export const isAssumeRole = ({ action }: TicketError): boolean => /^sts:(?:AssumeRole|TagSession|SetSourceIdentity)$/.test(action ?? '')

/** `reader` and its account, of `arn:aws:sts::111122223333:assumed-role/reader/session`. */
export function sessionIn(
  arn: string | undefined,
): { readonly account: string; readonly role: string; readonly session: string } | undefined {
  const [, account, role, session] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ?? []
  return account === undefined || role === undefined || session === undefined ? undefined : { account, role, session }
}

class Finder {
  private readonly ticket: Ticket
  private readonly given: Given

  constructor(ticket: Ticket, given: Given) {
    this.ticket = ticket
    this.given = given
  }

  setting(setting: SettingName): Candidate {
    const option = this.given[setting]
    if (option !== undefined) return { value: option, from: { source: 'option' } }
    const all = this.ticket.settings.filter((one) => one.setting === setting && (setting !== 'bucket' || pointIn(one.value) === undefined))
    const found = new Set(all.map(({ value }) => value)).size > 1 ? this.concerned(all) : all[0]
    return found === undefined ? undefined : { value: found.value, from: { source: 'setting', at: found.at } }
  }

  /** Of several connections in a ticket the one that the errors are about: they name it, or what stands closest to its role. */
  private concerned(all: readonly TicketSetting[]): TicketSetting | undefined {
    const { errors } = this.ticket
    const roles = errors.flatMap((error) => (isAssumeRole(error) ? (error.resource ?? []) : (sessionIn(error.principal)?.role ?? [])))
    const buckets = errors.flatMap(({ resource }) => bucketIn([resource ?? '']) ?? [])
    const isNamed = ({ setting, value }: TicketSetting): boolean =>
      setting === 'roleArn' ? roles.some((role) => lastPart(role) === lastPart(value)) : setting === 'bucket' && buckets.includes(value)
    const named = all.find(isNamed)
    if (named !== undefined || all[0]?.setting === 'roleArn') return named ?? all[0]
    const anchors = this.ticket.settings.filter(isNamed)
    const [nearest] = anchors
      .flatMap((anchor) => all.map((one) => ({ one, distance: this.distance(anchor, one) })))
      .toSorted((a, b) => compareEach(a.distance, b.distance))
    return nearest?.one ?? all[0]
  }

  /** In lines; on the same number of lines what follows before another role is named is nearer than the rest; then in characters. */
  private distance(anchor: TicketSetting, { at }: TicketSetting): readonly number[] {
    if (anchor.at.file !== at.file) return [Infinity]
    const [from, to] = [anchor.at.start.offset, at.start.offset]
    const isOfNext = this.ticket.settings.some(
      (other) =>
        other.setting === anchor.setting && other.at.file === at.file && other.at.start.offset > from && other.at.start.offset < to,
    )
    return [Math.abs(anchor.at.start.line - at.start.line), to > from && !isOfNext ? 0 : 1, Math.abs(from - to)]
  }

  /** Absent for a connection with the access key of a user. */
  role(): Candidate {
    const { errors, identities } = this.ticket
    const written = this.setting('roleArn')
    if (written !== undefined) return /:/.test(written.value) ? written : this.named(written)
    for (const { at, event } of errors.filter((error) => !isAssumeRole(error))) {
      if (event?.roleArn !== undefined) return fromTicket(event.roleArn, at, 'CloudTrail names it')
    }
    const refused = errors.find(isAssumeRole)
    if (refused?.resource !== undefined) return fromTicket(refused.resource, refused.at, 'the error names it')
    for (const { at, principal } of errors) {
      const session = sessionIn(principal)
      if (session !== undefined) return fromTicket(this.arnOf(session.account, session.role), at, 'its session was refused')
    }
    for (const { arn, at } of this.ticket.callers) {
      const session = sessionIn(arn)
      if (session !== undefined && this.setting('externalId') === undefined)
        return fromTicket(this.arnOf(session.account, session.role), at, 'its session says so itself')
    }
    const known = identities.filter(({ type, arn }) => type === 'role' && arn !== undefined)
    const [only] = known
    const chosen = known.length === 1 ? only : (known.find(({ name }) => this.isTrusting(name)) ?? only)
    if (chosen !== undefined)
      return fromTicket(chosen.arn, chosen.at, known.length === 1 ? 'it is the only role in the ticket' : 'it has an external ID')
    return this.isUserConnection() ? undefined : (this.roleLetIn() ?? this.unnamedRole())
  }

  /** The one role that the policies of buckets and keys let in. */
  private roleLetIn(): Candidate {
    const letIn = this.ticket.policies
      .filter(({ type }) => type === 'bucket' || type === 'key')
      .flatMap(({ document }) => statementTexts(document).map((statement) => ({ ...statement, at: document.at })))
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ principals, at }) => principals.map((principal) => ({ principal, at })))
      .filter(({ principal }) => /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(principal))
    const [first] = letIn
    const isOnly = new Set(letIn.map(({ principal }) => principal)).size === 1
    return isOnly && first !== undefined ? fromTicket(first.principal, first.at, policyNamesIt) : undefined
  }

  private named(written: Chosen): Chosen {
    const account = this.customerAccount()
    return { ...written, value: this.arnOf(account, written.value) }
  }

  /** With the path, where an output of the command line has it. */
  private arnOf(account: string, name: string): string {
    const known = this.ticket.identities.find(
      (identity) => identity.type === 'role' && identity.name === name && identity.arn?.includes(account),
    )
    return known?.arn ?? `arn:aws:iam::${account}:role/${name}`
  }

  private isTrusting(role: string): boolean {
    const trust = this.ticket.policies.find(({ type, holder }) => type === 'trust' && holder?.name === role)
    return trust !== undefined && externalIdsIn(trust).length > 0
  }

  /** A user was refused, or the ticket is about a user's policies and says nothing of a role. */
  private isUserConnection(): boolean {
    const { errors, policies, callers } = this.ticket
    const isUser = (arn: string | undefined): boolean => /^arn:[^:]+:iam::\d{12}:user\//.test(arn ?? '')
    if (policies.some(({ type }) => type === 'trust') || this.setting('externalId') !== undefined) return false
    if (isUser(this.setting('callerArn')?.value) && !errors.some(isAssumeRole)) return true
    if (policies.length === 0 && errors.some(({ code }) => code === 'InvalidAccessKeyId' || code === 'SignatureDoesNotMatch')) return true
    if (errors.some((error) => !isAssumeRole(error) && isUser(error.principal)) || callers.some(({ arn }) => isUser(arn))) return true
    return policies.some(({ holder }) => holder?.type === 'user') && !policies.some(({ holder }) => holder?.type === 'role')
  }

  private unnamedRole(): Chosen {
    const holder = this.ticket.policies.flatMap(({ holder: one }) => (one?.type === 'role' ? [one.name] : []))[0]
    const arn = `arn:aws:iam::${this.customerAccount()}:role/${holder ?? 'connector-role'}`
    return assumed(arn, holder === undefined ? 'the ticket does not name the role' : 'the ticket names the role without its account')
  }

  /** The account of the customer, as far as anything shows it. */
  customerAccount(): string {
    const { identities, policies, errors } = this.ticket
    const arns = [
      ...identities.map(({ arn }) => arn),
      ...policies.map(({ arn }) => arn),
      ...errors.filter((error) => !isAssumeRole(error)).map(({ principal }) => principal),
    ]
    const accounts = arns.flatMap((arn) => parseArn(arn ?? '')?.account ?? []).filter((account) => /^\d{12}$/.test(account))
    return errors.flatMap(({ event }) => event?.resourceAccount ?? [])[0] ?? accounts[0] ?? standIn.customer
  }

  /** Who signs. For a connection with a role that is the vendor, whom the trust policy should name. */
  caller(role: Candidate): Chosen {
    const written = this.setting('callerArn')
    if (written !== undefined) return { ...written, value: /^\d{12}$/.test(written.value) ? userArn(written.value) : written.value }
    const { errors, callers } = this.ticket
    const refused = errors.find((error) => (role === undefined) !== isAssumeRole(error) && error.principal !== undefined)
    const shown = fromTicket(refused?.principal, refused?.at ?? nowhere, 'the error names it')
    if (shown !== undefined) return shown
    const [self] = callers.filter(({ arn }) => role === undefined || sessionIn(arn)?.role !== role.value.replace(/^.*\//, ''))
    if (self !== undefined) return { value: self.arn, from: { source: 'ticket', at: self.at, because: 'it says so itself' } }
    if (role === undefined) return this.unnamedUser()
    const trust = this.trustPolicy(role)
    const trusted = trust === undefined ? undefined : trustedIn(trust)
    if (trusted !== undefined) return assumed(trusted, 'the trust policy names it, and the ticket does not say who calls')
    return assumed(userArn(standIn.vendor), 'the ticket does not say who calls')
  }

  private unnamedUser(): Chosen {
    const holder = this.ticket.policies.flatMap(({ holder: one }) => (one?.type === 'user' ? [one.name] : []))[0]
    const arn = this.ticket.identities.find(({ type, name }) => type === 'user' && name === holder)?.arn
    return assumed(
      arn ?? `arn:aws:iam::${this.customerAccount()}:user/${holder ?? 'connector'}`,
      'the ticket does not show the ARN of the user',
    )
  }

  bucket(): Chosen {
    const written = this.setting('bucket')
    if (written !== undefined && pointIn(written.value) === undefined) return written
    const { errors, policies, buckets } = this.ticket
    for (const { resource, at, event } of errors) {
      const { Bucket } = event?.parameters ?? {}
      const shown = fromTicket(typeof Bucket === 'string' ? Bucket : bucketIn([resource ?? '']), at, 'the error is about it')
      if (shown !== undefined) return shown
    }
    for (const { type, bucket, document } of policies) {
      const shown = type === 'bucket' && bucket !== undefined ? fromTicket(bucket, document.at, 'the ticket has its policy') : undefined
      if (shown !== undefined) return shown
    }
    for (const { name, at } of buckets)
      if (name !== undefined) return { value: name, from: { source: 'ticket', at, because: 'the ticket shows it' } }
    for (const { document } of policies) {
      const named = document.kind === 'object' ? bucketIn(elementsOf(document).resources) : undefined
      const shown = named === undefined || /[*?$]/.test(named) ? undefined : fromTicket(named, document.at, policyNamesIt)
      if (shown !== undefined) return shown
    }
    return assumed(unnamedBucket, 'the ticket does not name the bucket')
  }

  connector(bucket: string): Chosen {
    const written = this.setting('connector')
    if (written?.from.source === 'setting' && /sink|destination|unload/i.test(written.value))
      return { value: 's3-data-lake', from: { ...written.from, source: 'ticket', because: 'its name says that it writes' } }
    if (written !== undefined) return { ...written, value: connectorNamed(written.value) ?? 's3-input' }
    const { errors, policies } = this.ticket
    if (isAboutCatalog(this.ticket)) {
      const at = catalogError(this.ticket)?.at
      return at === undefined
        ? assumed('s3-data-lake', 'the ticket is about the catalog of a data lake')
        : { value: 's3-data-lake', from: { source: 'ticket', at, because: 'the error is about the catalog of a data lake' } }
    }
    for (const { action, at, operation } of errors) {
      if (writes.test(action ?? '') || writes.test(operation ?? '')) {
        return { value: 's3-data-lake', from: { source: 'ticket', at, because: 'the error is about writing' } }
      }
    }
    for (const { document } of policies.filter(({ type }) => type === 'identity' || type === 'bucket')) {
      if (
        [/^s3:Put/i, /^s3:Delete/i].every((kind) =>
          statementTexts(document).some(
            (one) =>
              one.effect === 'Allow' &&
              one.actions.some((action) => kind.test(action)) &&
              one.resources.some((resource) => resource.startsWith(`arn:aws:s3:::${bucket}`)),
          ),
        )
      ) {
        return { value: 's3-data-lake', from: { source: 'ticket', at: document.at, because: 'the policy is about writing too' } }
      }
    }
    return assumed('s3-input', 'nothing in the ticket is about writing')
  }

  baseDirectory(bucket: string): Chosen {
    const written = this.setting('baseDirectory')
    if (written !== undefined) return written
    for (const { event, at, resource } of this.ticket.errors) {
      const { Prefix, Key } = event?.parameters ?? {}
      const key = typeof Key === 'string' ? `arn:aws:s3:::${bucket}/${Key}` : resource
      const shown = typeof Prefix === 'string' ? Prefix.replace(/\/$/, '') : folderOfKey(key, bucket)
      if (shown !== undefined && shown !== '') return { value: shown, from: { source: 'ticket', at, because: 'the error is about it' } }
    }
    const address = this.ticket.buckets.find(({ name, folder }) => name === bucket && folder !== undefined)
    if (address?.folder !== undefined)
      return { value: address.folder, from: { source: 'ticket', at: address.at, because: 'an address names it' } }
    for (const { document } of this.ticket.policies) {
      const folder = folderIn(document, bucket)
      if (folder !== undefined) return { value: folder, from: { source: 'ticket', at: document.at, because: policyNamesIt } }
    }
    return assumed('', 'the ticket names no folder')
  }

  region(): Chosen {
    const written = this.setting('region')
    if (written !== undefined) return written
    for (const { message = '', at, event } of this.ticket.errors) {
      const signed = /the region '([\w-]+)' is wrong/.exec(message)?.[1] ?? /\barn:aws:glue:([a-z]{2}-[a-z]+-\d):\d{12}:/.exec(message)?.[1]
      const shown = fromTicket(signed ?? event?.region, at, signed === undefined ? 'CloudTrail names it' : 'the error names it')
      if (shown !== undefined) return shown
    }
    const shown = this.ticket.buckets.find(({ region }) => region !== undefined)
    const isElsewhere = this.ticket.errors.some(({ code }) => /^(?:PermanentRedirect|IllegalLocationConstraintException)$/.test(code ?? ''))
    if (shown?.region !== undefined && !isElsewhere)
      return { value: shown.region, from: { source: 'ticket', at: shown.at, because: 'the bucket is there' } }
    const ofKey = this.keyRegion()
    if (ofKey !== undefined && !isElsewhere) return assumed(ofKey, 'the key is there, and the ticket names no region')
    if (isElsewhere)
      return assumed(
        shown?.region === 'us-west-2' ? 'eu-central-1' : 'us-west-2',
        'it is not the one of the bucket, and the ticket names none',
      )
    return assumed('us-east-1', 'the ticket names no region')
  }

  /** A bucket and the key that encrypts it are in one region. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
  private keyRegion(): string | undefined {
    const { policies, errors, keys, buckets } = this.ticket
    const arns = [
      this.setting('kmsKeyArn')?.value,
      ...buckets.map(({ key }) => key),
      ...keys.map(({ arn }) => arn),
      ...policies.map(({ key }) => key),
      ...errors.flatMap(({ resource, message }) => [resource, message]),
      ...policies.flatMap(({ document }) => statementTexts(document).flatMap(({ resources }) => resources)),
    ]
    return arns.flatMap((arn) => /\barn:aws:kms:([a-z]{2}-[a-z]+-\d):\d{12}:key\//.exec(arn ?? '')?.[1] ?? [])[0]
  }

  sessionName(): Chosen {
    const written = this.setting('sessionName')
    if (written !== undefined) return written
    for (const error of this.ticket.errors.filter((one) => !isAssumeRole(one))) {
      const session = sessionIn(error.principal)
      if (session !== undefined && session.session.length > 1)
        return { value: session.session, from: { source: 'ticket', at: error.at, because: 'the error names it' } }
    }
    return assumed('sallyport', 'the ticket does not name the session')
  }

  private trustPolicy(role: Candidate): TicketPolicy | undefined {
    const name = role?.value.replace(/^.*\//, '')
    const trusts = this.ticket.policies.filter(({ type }) => type === 'trust')
    return trusts.find(({ holder }) => holder?.name === name) ?? trusts.find(({ holder }) => holder === undefined)
  }

  externalId(role: Candidate): Candidate {
    const written = this.setting('externalId')
    if (written !== undefined) return written
    for (const { event, at } of this.ticket.errors) {
      const { ExternalId } = event?.parameters ?? {}
      if (typeof ExternalId === 'string') return { value: ExternalId, from: { source: 'ticket', at, because: 'CloudTrail shows it' } }
    }
    const trust = this.trustPolicy(role)
    const [id] = trust === undefined ? [] : externalIdsIn(trust)
    if (id !== undefined && !/^[\w+=,.@:/-]{2,}$/.test(id))
      return assumed(ownId, `what the trust policy asks for, \`${id}\`, can be no external ID`)
    return id === undefined ? undefined : assumed(id, 'the trust policy asks for it, and the ticket does not say what the connection sends')
  }
}

const writes =
  /^(?:s3:(?:Put|Delete|Abort|ListBucketMultipart|ListMultipart|CreateMultipart|UploadPart|CompleteMultipart|ListParts)|kms:GenerateDataKey)/i

const policyNamesIt = 'a policy names it'

/** Whether a setting is only taken from the policies: then these agree with it whatever the connection really has. */
export const isOnlyInPolicies = (chosen: Candidate): boolean =>
  chosen?.from.source === 'assumed' || (chosen?.from.source === 'ticket' && chosen.from.because === policyNamesIt)

/** In the place of a bucket that the ticket does not name. */
export const unnamedBucket = 'customer-bucket'

/** In the place of an external ID that the ticket does not show. */
export const ownId = 'the-id-of-the-connection'

const userArn = (account: string): string => `arn:aws:iam::${account}:user/connector`

/** By the first number that differs. */
const compareEach = (one: readonly number[], other: readonly number[]): number =>
  one.map((value, index) => value - (other[index] ?? Infinity)).find((difference) => difference !== 0) ?? 0

const lastPart = (arn: string): string => arn.replace(/^.*\//, '')

const nowhere: Span = { file: '', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }

function folderOfKey(resource: string | undefined, bucket: string): string | undefined {
  const own = resource?.startsWith(`arn:aws:s3:::${bucket}/`) === true ? resource.slice(`arn:aws:s3:::${bucket}/`.length) : undefined
  const key = own ?? keyBehindPoint(resource)
  return key?.includes('/') === true ? key.replace(/\/[^/]*$/, '') : undefined
}

/** The external IDs that a trust policy asks for. */
export function externalIdsIn({ document }: TicketPolicy): readonly string[] {
  return statementTexts(document).flatMap(({ conditions }) =>
    conditions
      .filter(({ key, operator }) => key.toLowerCase() === 'sts:externalid' && /^String(?:Equals|Like)/i.test(operator))
      .flatMap(({ values }) => values),
  )
}

/** Whom a trust policy names, as somebody who could call: a user of an account that it names as a whole. */
function trustedIn({ document }: TicketPolicy): string | undefined {
  const names = statementTexts(document).flatMap(({ effect, principals }) => (effect === 'Allow' ? principals : []))
  const arn = names.find((name) => /^arn:[^:]+:(?:iam|sts)::\d{12}:(?:user|role|assumed-role)\//.test(name))
  if (arn !== undefined) return arn
  const account = names.flatMap((name) => /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1] ?? [])[0]
  return account === undefined ? undefined : userArn(account)
}
