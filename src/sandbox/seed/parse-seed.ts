import type { JsonWebKey } from 'node:crypto'
import { type Located, plain } from '../../base/located.ts'
import { parseYaml } from '../../base/parse-yaml.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { type Read, type Report, reportTo, type TextAt, type TextRule } from '../../base/shape.ts'
import type { Span } from '../../base/span.ts'
import { didYouMean } from '../../base/suggest.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import type { PolicyType } from '../../policy/policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import { awsManagedPolicies } from '../iam/aws-managed-policies.ts'
import type { KeyOptions } from '../kms/new-key.ts'
import type { AccountOptions, Credentials, Seed, UserOptions } from './seed.ts'
import { type AccountText, entryRules, type KeyText, seedShape, type UserText } from './seed-shape.ts'

export interface SeedFile extends Seed {
  readonly startsAt?: Date
}

/** Reads a seed file, YAML or JSON; every problem of it at once. */
export function parseSeed(text: string, file: string): Result<SeedFile, readonly Problem[]> {
  const root = parseYaml(text, file)
  if (!root.ok) return root
  const problems: Problem[] = []
  const report = reportTo(problems, 'seed')
  const read = seedShape.read(root.value, report)
  const seed = read && new Builder(report).build(read)
  return seed === undefined || problems.length > 0 ? err(problems) : ok(seed)
}

class Builder {
  readonly #report: Report
  /** Where each access key id stands first. */
  readonly #accessKeys = new Set<string>()
  readonly #canonicalIds = new Set<string>()

  constructor(report: Report) {
    this.#report = report
  }

  build({ at, of }: Read<typeof seedShape>): SeedFile {
    const accounts = of.accounts.flatMap((entry) => this.#account(entry))
    if (of.accounts.length === 0) this.#report('no-account', at, 'a seed needs an account', 'give one: `accounts: { "111122223333": {} }`')
    const startsAt = of.clock === undefined ? undefined : new Date(of.clock.text)
    if (of.clock !== undefined && Number.isNaN(startsAt?.getTime()))
      this.#report('wrong-text', of.clock.at, `\`${of.clock.text}\` is not a time`, 'there is no such day or hour')
    return {
      accounts,
      keys: (of.keys?.items ?? []).map((key) => this.#key(key, accounts)).filter((key) => key !== undefined),
      issuers: (of.issuers ?? []).flatMap(({ key: url, keyAt, value }) =>
        this.#keeps(entryRules.issuerUrl, url, keyAt) ? [{ url, keys: value.of.keys.items.map(webKey) }] : [],
      ),
      ...(startsAt === undefined ? {} : { startsAt }),
    }
  }

  #keeps({ pattern, is, help }: TextRule, text: string, at: Span): boolean {
    if (!pattern.test(text)) this.#report('wrong-text', at, `\`${text}\` is not ${is}`, help)
    return pattern.test(text)
  }

  #account({ key, keyAt, value: { of } }: AccountText): AccountOptions[] {
    const id = parseAccountId(key)
    if (!id.ok) {
      this.#keeps(entryRules.accountId, key, keyAt)
      return []
    }
    const { canonicalId, displayName, email, rootCredentials, users } = of
    if (canonicalId !== undefined) this.#unique(this.#canonicalIds, canonicalId, 'canonical id')
    return [
      {
        id: id.value,
        ...(canonicalId === undefined ? {} : { canonicalId: canonicalId.text }),
        ...(displayName === undefined ? {} : { displayName: displayName.text }),
        ...(email === undefined ? {} : { email: email.text }),
        ...(rootCredentials === undefined ? {} : { rootCredentials: this.#credentials(rootCredentials) }),
        users: (users ?? []).map((user) => this.#user(user)),
      },
    ]
  }

  #unique(known: Set<string>, { text, at }: TextAt, what: string): void {
    if (known.has(text)) this.#report('given-twice', at, `the ${what} \`${text}\` is given twice`)
    known.add(text)
  }

  #credentials({ of }: NonNullable<AccountText['value']['of']['rootCredentials']>): Credentials {
    this.#unique(this.#accessKeys, of.accessKeyId, 'access key')
    return { accessKeyId: of.accessKeyId.text, secretAccessKey: of.secretAccessKey.text }
  }

  #user({ key: name, keyAt, value: { of } }: UserText): UserOptions {
    this.#keeps(entryRules.userName, name, keyAt)
    const policies = (of.policies ?? []).map(({ key, value }) => [key, this.#policy(value, 'identity')] as const)
    return {
      name,
      ...(of.path === undefined ? {} : { path: of.path.text }),
      accessKeys: (of.accessKeys?.items ?? []).map((key) => this.#credentials(key)),
      policies: new Map(policies),
      attached: (of.attached?.items ?? []).map((arn) => this.#managedPolicy(arn)),
    }
  }

  #managedPolicy({ text, at }: TextAt): string {
    const known = awsManagedPolicies()
    if (!known.has(text))
      this.#report('unknown-policy', at, `\`${text}\` is no policy that AWS manages`, didYouMean(text, [...known.keys()]).help)
    return text
  }

  #policy(value: Located, type: PolicyType): string {
    const text = JSON.stringify(plain(value))
    const refusal = refusePolicy(text, type, {})
    if (refusal !== undefined)
      this.#report('refused-policy', value.at, `AWS refuses to save this: \`${refusal.code}\`, \`${refusal.message}\``)
    return text
  }

  #key({ of }: KeyText, accounts: readonly AccountOptions[]): KeyOptions | undefined {
    const account: AccountId | undefined = accounts.find(({ id }) => id === of.account.text)?.id
    if (account === undefined) {
      this.#report('unknown-account', of.account.at, `\`${of.account.text}\` is none of the accounts`)
      return undefined
    }
    return {
      account,
      id: of.id.text,
      region: of.region?.text ?? 'us-east-1',
      ...(of.alias === undefined ? {} : { alias: of.alias.text }),
      ...(of.policy === undefined ? {} : { policy: this.#policy(of.policy, 'key') }),
    }
  }
}

const isRecord = (value: unknown): value is JsonWebKey => typeof value === 'object' && value !== null

function webKey(value: Located): JsonWebKey {
  const key = plain(value)
  if (!isRecord(key)) throw new Error('internal error: a web key is an object, as its shape says')
  return key
}
