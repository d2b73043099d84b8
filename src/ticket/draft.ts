import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { JsonValue } from '../faults/edit.ts'
import { newDocument } from '../faults/edit-document.ts'
import { policyOf } from '../faults/edit-fixture.ts'
import type { PlacedDocument } from '../faults/placed-document.ts'
import type {
  AccessPoint,
  Account,
  Bucket,
  Catalog,
  Fixture,
  Group,
  Key,
  ManagedPolicy,
  Organization,
  PolicyFile,
  Role,
  User,
} from '../fixture/fixture.ts'
import type { Network } from '../network/network.ts'
import { parseAccountId } from '../policy/account-id.ts'
import { parseArn } from '../policy/arn.ts'
import type { RefusalContext } from '../policy/refusal.ts'
import { type ConnectionFacts, standIn } from './connection-facts.ts'
import { statementTexts } from './document-texts.ts'
import type { Ticket, TicketIdentity, TicketPolicy } from './ticket.ts'
import { type RefusedPolicy, type TicketFile, toTicketFile } from './ticket-file.ts'

/** Something that the ticket does not say, and what is in its place. */
export interface Assumption {
  readonly what: string
  readonly because: string
}

/** A fixture that is being put together from a ticket. Its parts are the builders' to write. */
export class Draft {
  readonly ticket: Ticket
  readonly facts: ConnectionFacts
  /** With what its fields alone show to be wrong put right; who calls is not in it. */
  readonly connection: S3Connection
  /** Of everything that the ticket does not have. */
  readonly at: Span

  readonly accounts = new Map<string, Account>()
  readonly users = new Map<string, User>()
  readonly groups = new Map<string, Group>()
  readonly roles = new Map<string, Role>()
  readonly policies = new Map<string, ManagedPolicy>()
  readonly buckets = new Map<string, Bucket>()
  readonly keys = new Map<string, Key>()
  readonly organizations = new Map<string, Organization>()
  readonly catalogs = new Map<string, Catalog>()
  readonly accessPoints = new Map<string, AccessPoint>()
  network: Network | undefined
  /** By the names of VPC endpoints. */
  readonly endpointPolicies = new Map<string, PolicyFile>()

  /** The documents that are the customer's own, by their file. */
  readonly documents = new Map<string, TicketFile>()
  readonly assumptions: Assumption[] = []
  readonly notes: Problem[] = []
  readonly refused: RefusedPolicy[] = []
  /** Policies of the ticket that have found their place, or their refusal. */
  readonly placed = new Set<TicketPolicy>()

  private readonly names = new Set<string>()

  constructor(ticket: Ticket, facts: ConnectionFacts, connection: S3Connection) {
    this.ticket = ticket
    this.facts = facts
    this.connection = connection
    const start = { line: 1, column: 1, offset: 0 }
    this.at = { file: 'fixture.yaml', start, end: start }
  }

  fixture(): Fixture {
    const { at, accounts, users, groups, roles, policies, buckets, keys, organizations } = this
    const description = `What a support ticket says about ${this.connection.bucket}, and a healthy set-up around it`
    const parts = { accounts, users, groups, roles, policies, buckets, keys, ...(organizations.size === 0 ? {} : { organizations }) }
    const ways = this.network === undefined ? {} : { network: this.network, endpointPolicies: this.endpointPolicies }
    const lake = {
      ...(this.catalogs.size === 0 ? {} : { catalogs: this.catalogs }),
      ...(this.accessPoints.size === 0 ? {} : { accessPoints: this.accessPoints }),
    }
    return { name: 'ticket', at, description, parameters: new Map(), ...parts, ...lake, ...ways }
  }

  assume(what: string, because: string): void {
    this.assumptions.push({ what, because })
  }

  /** The name of an account in the fixture. */
  account(id: string, name: string): string {
    const known = [...this.accounts.values()].find((account) => account.id === id)
    if (known !== undefined) return known.name
    const parsed = parseAccountId(id)
    if (!parsed.ok) throw new Error(`internal error: ${id} is no account id`)
    const free = this.accounts.has(name) ? `${name}-${this.accounts.size}` : name
    this.accounts.set(free, { name: free, id: parsed.value, at: this.at })
    return free
  }

  accountId(name: string): string {
    const account = this.accounts.get(name)
    if (account === undefined) throw new Error(`internal error: there is no account ${name}`)
    return account.id
  }

  /** The account of whoever works with the bucket. */
  workerAccount(): string {
    const account = parseArn(this.connection.roleArn ?? this.facts.callerArn.value)?.account ?? ''
    return /^\d{12}$/.test(account) ? account : standIn.customer
  }

  /** The account of whoever uses the role. */
  vendorAccount(): string {
    const account = parseArn(this.facts.callerArn.value)?.account ?? ''
    return /^\d{12}$/.test(account) ? account : standIn.vendor
  }

  /** The VPC endpoint that the policies of the ticket name. */
  endpointId(): string | undefined {
    const values = this.ticket.policies.flatMap(({ document }) =>
      statementTexts(document).flatMap(({ conditions }) => conditions.flatMap((one) => one.values)),
    )
    return values.find((value) => /^vpce-[0-9a-f]{8,17}$/.test(value))
  }

  /** What the ticket has of a user, group or role, from all its parts. */
  identity(type: TicketIdentity['type'], name: string): TicketIdentity | undefined {
    const same = this.ticket.identities.filter((identity) => identity.type === type && identity.name === name)
    if (same.length < 2) return same[0]
    const [attached, groups] = [same.flatMap((identity) => identity.attached), same.flatMap((identity) => identity.groups)]
    const tags = new Map(same.flatMap((identity) => [...identity.tags]))
    return Object.assign({}, ...same, { attached, groups, tags, hasAllPolicies: same.some(({ hasAllPolicies }) => hasAllPolicies) })
  }

  /** Puts a policy of the ticket into its place, or notes that AWS does not save it. */
  take(policy: TicketPolicy, name: string, context: RefusalContext = {}, placed = policy): PolicyFile | undefined {
    this.placed.add(placed)
    const read = toTicketFile(policy, policy.file === undefined ? this.fileName(name) : policy.file.file, context)
    if (!read.ok) {
      this.refused.push(read.error)
      return undefined
    }
    this.documents.set(read.value.file.file, read.value)
    return read.value.file
  }

  /** A policy that is made up. */
  made(name: string, kind: PlacedDocument['place']['kind'], ...statements: readonly JsonValue[]): PolicyFile {
    return newDocument(kind, this.fileName(name), policyOf(statements))
  }

  private fileName(name: string): string {
    const stem = name.replace(/[^\w.-]+/g, '-')
    let free = `${stem}.json`
    for (let number = 2; this.names.has(free); number += 1) free = `${stem}-${number}.json`
    this.names.add(free)
    return free
  }
}

/** A role with nothing but its trust. */
export const bareRole = (draft: Draft, role: Pick<Role, 'name' | 'path' | 'account' | 'trust'>): Role => ({
  ...role,
  at: draft.at,
  inline: new Map(),
  attached: [],
  tags: new Map(),
  maxSessionDuration: 3600,
})

/** Lets an account's own users and roles in, as far as their policies do. */
export const ownTrust = (draft: Draft, name: string, account: string): PolicyFile =>
  draft.made(name, 'trust', {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${draft.accountId(account)}:root` },
    Action: 'sts:AssumeRole',
  })
