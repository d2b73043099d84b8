import { targetOf } from '../../deploy/guard.ts'
import { callerOf, readAccountDetails, readNetwork } from '../../deploy/read-account.ts'
import { readAccessPointPolicy, readBucketPolicy, readCatalogPolicy, readKeyPolicy, readOrganization } from '../../deploy/read-policies.ts'
import type { Target } from '../../deploy/target.ts'
import { keyArn } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import type { TargetSettings } from '../../settings/settings.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import type { AccountRead, AccountText } from './compare-account.ts'
import type { RealPolicy } from './drift-policies.ts'

/** An account of the fixture that the target has: by name, and by the ids here and there. */
interface KnownAccount {
  readonly name: string
  readonly id: string
  readonly real: string
}

/** Reads what the accounts of a target have of a fixture, and tells it in the fixture's words. It writes nothing. */
export class TargetReader {
  readonly known: readonly KnownAccount[]
  private readonly fixture: Fixture
  private readonly target: Target
  /** What stands in answers, and what the fixture has in its place: ids of accounts and ARNs of keys. */
  private readonly words = new Map<string, string>()
  private readonly notes: string[] = []

  constructor(fixture: Fixture, settings: TargetSettings, target: Target = targetOf(settings, 60_000)) {
    this.fixture = fixture
    this.target = target
    this.known = [...fixture.accounts.values()].flatMap(({ name, id }) => {
      const real = settings.accounts.get(name)
      return real === undefined ? [] : [{ name, id, real: real.id }]
    })
    for (const { id, real } of this.known) this.words.set(real, id)
  }

  async read(): Promise<AccountRead> {
    for (const account of this.known) await this.confirm(account)
    const keys = await this.readKeys()
    const policies = [...keys, ...(await this.readBuckets()), ...(await this.readLake()), ...(await this.readOrganizations())]
    const texts: AccountText[] = []
    for (const account of this.known) texts.push(...(await this.readTexts(account)))
    return { texts, policies, notes: this.notes }
  }

  private async confirm({ real }: KnownAccount): Promise<void> {
    const caller = await callerOf(this.target, real)
    if (caller !== real) throw new CommandFailure(exitCode.target, `the credentials for account ${real} belong to account ${caller}`)
  }

  private async readTexts({ id, real }: KnownAccount): Promise<readonly AccountText[]> {
    const details = await readAccountDetails(this.target, real)
    const found: AccountText[] = [{ ...details, text: this.told(details.text), kind: 'details', account: id }]
    const regions = new Set([...(this.fixture.network?.vpcs.values() ?? [])].map(({ region }) => region))
    for (const region of regions)
      for (const answer of await readNetwork(this.target, real, region))
        found.push({ ...answer, text: this.told(answer.text), kind: 'answer' })
    return found
  }

  /** Comes first: AWS chooses the ids of keys, and every document may name one. */
  private async readKeys(): Promise<readonly RealPolicy[]> {
    const found: (() => RealPolicy)[] = []
    for (const key of this.fixture.keys.values()) {
      const account = this.of(key.account)
      if (account === undefined) continue
      const read = await readKeyPolicy(this.target, { account: account.real, region: key.region }, key.name)
      if (read.state === 'gone') found.push(() => ({ kind: 'gone', section: 'keys', of: key.name }))
      else {
        const arn = keyArn(this.fixture, key)
        this.words.set(`arn:aws:kms:${key.region}:${account.real}:key/${read.keyId}`, arn)
        found.push(() => ({ kind: 'keyPolicy', of: key.name, name: `policy of the key ${key.name}`, text: this.told(read.text) }))
      }
    }
    return found.map((tell) => tell())
  }

  private async readBuckets(): Promise<readonly RealPolicy[]> {
    const found: RealPolicy[] = []
    for (const { name: of, account: owner, region } of this.fixture.buckets.values()) {
      const account = this.of(owner)
      if (account === undefined) continue
      const read = await readBucketPolicy(this.target, { account: account.real, region }, of)
      const name = `policy of the bucket ${of}`
      if (read.state === 'gone') found.push({ kind: 'gone', section: 'buckets', of })
      else found.push({ kind: 'bucketPolicy', of, name, ...(read.state === 'there' ? { text: this.told(read.text) } : {}) })
    }
    return found
  }

  /** Access points, and the Data Catalogs of Glue: one of an account in each region. */
  private async readLake(): Promise<readonly RealPolicy[]> {
    const found: RealPolicy[] = []
    for (const { name: of, account: owner, bucket } of this.fixture.accessPoints?.values() ?? []) {
      const account = this.of(owner)
      if (account === undefined) continue
      const region = this.fixture.buckets.get(bucket)?.region ?? ''
      const read = await readAccessPointPolicy(this.target, { account: account.real, region }, of)
      const name = `policy of the access point ${of}`
      if (read.state === 'gone') found.push({ kind: 'gone', section: 'accessPoints', of })
      else found.push({ kind: 'accessPointPolicy', of, name, ...(read.state === 'there' ? { text: this.told(read.text) } : {}) })
    }
    for (const { name: of, account: owner, region } of this.fixture.catalogs?.values() ?? []) {
      const account = this.of(owner)
      if (account === undefined) continue
      const read = await readCatalogPolicy(this.target, { account: account.real, region })
      const text = read.state === 'there' ? { text: this.told(read.text) } : {}
      found.push({ kind: 'catalogPolicy', of, name: `policy of the catalog ${of}`, ...text })
    }
    return found
  }

  private async readOrganizations(): Promise<readonly RealPolicy[]> {
    const found: RealPolicy[] = []
    for (const { name, management, members } of this.fixture.organizations?.values() ?? []) {
      const account = this.of(management)
      if (account === undefined) {
        this.notes.push(`the organization \`${name}\` is not compared: the target has no account \`${management}\``)
        continue
      }
      const ids = [...members.keys()].flatMap((member) => this.of(member)?.real ?? [])
      const has = await readOrganization(this.target, account.real, ids)
      const toldAt = (level: typeof has.root): typeof has.root => ({
        ...level,
        scps: new Map([...level.scps].map(([each, text]) => [each, this.told(text)])),
        rcps: new Map([...level.rcps].map(([each, text]) => [each, this.told(text)])),
      })
      found.push({
        kind: 'organization',
        of: name,
        name: `organization ${name}`,
        has: {
          root: toldAt(has.root),
          units: new Map([...has.units].map(([unit, level]) => [unit, toldAt(level)])),
          members: new Map([...has.members].map(([id, level]) => [this.words.get(id) ?? id, level && toldAt(level)])),
        },
      })
    }
    return found
  }

  private of(name: string): KnownAccount | undefined {
    return this.known.find((account) => account.name === name)
  }

  /** In one pass: what is put in may be another account's id there. The longest first: an ARN has an id in it. */
  private told(text: string): string {
    const longest = [...this.words.keys()].sort((left, right) => right.length - left.length)
    return text.replace(new RegExp(longest.join('|'), 'g'), (found) => this.words.get(found) ?? found)
  }
}
