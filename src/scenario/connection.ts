import type { Report, TextAt } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import { didYouMean } from '../base/suggest.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { Fixture, Key, Role } from '../fixture/fixture.ts'
import type { ConnectionText } from './scenario-shape.ts'

/** The connection as the product would hold it: names of the fixture become ARNs, what is not given gets its usual value. */
export function readConnection(
  connector: S3Connection['connector'],
  text: ConnectionText,
  at: Span,
  fixture: Fixture,
  report: Report,
): S3Connection | undefined {
  const caller = findCaller(text, at, fixture, report)
  const roleArn = text.iamRole && arnOf('role', text.iamRole, fixture.roles, (role) => roleArnOf(role, fixture), report)
  const kmsKeyArn = text.kmsKey && arnOf('KMS key', text.kmsKey, fixture.keys, (key) => keyArnOf(key, fixture), report)
  if (text.iamRole === undefined && text.externalId !== undefined) {
    report('external-id-without-role', text.externalId.at, 'an external ID goes with a role', 'add `iamRole`, or leave `externalId` out')
  }
  if (caller === undefined) return undefined
  return {
    connector,
    caller,
    ...given('roleArn', roleArn),
    ...given('externalId', text.externalId?.text),
    sessionName: text.sessionName?.text ?? 'sallyport',
    bucket: text.inputBucket.text,
    baseDirectory: text.baseDirectory?.text ?? '',
    region: text.region?.text ?? fixture.buckets.get(text.inputBucket.text)?.region ?? 'us-east-1',
    ...given('intermediateBucket', text.intermediateBucket?.text),
    ...given('kmsKeyArn', kmsKeyArn),
    ...given('secretAccessKey', text.secretAccessKey?.text),
    ...given('accessKeyId', text.accessKeyId?.text),
    scheme: text.scheme?.value ?? 'https',
  }
}

const given = <Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: string })

/** The user whose key signs. @see S3Connection.caller */
function findCaller({ user, caller, iamRole }: ConnectionText, at: Span, { users }: Fixture, report: Report): string | undefined {
  if (user !== undefined && iamRole !== undefined) {
    report('user-and-role', user.at, '`user` is for a connection without a role', 'name the user that assumes the role `caller`')
  }
  const named = caller ?? user
  const names = [...users.keys()]
  if (named === undefined) {
    const [only] = names
    if (only !== undefined && names.length === 1) return only
    const wanted = iamRole === undefined ? 'user' : 'caller'
    report('no-caller', at, `the connection must name its \`${wanted}\``, `the fixture has ${listed(names) || 'no user'}`)
    return undefined
  }
  if (users.has(named.text)) return named.text
  report(
    'unknown-user',
    named.at,
    `the fixture has no user \`${named.text}\``,
    didYouMean(named.text, names).help ?? `it has ${listed(names) || 'none'}`,
  )
  return undefined
}

/** An ARN is taken as typed; another text is a name in the fixture. */
function arnOf<T>(
  kind: string,
  { text, at }: TextAt,
  section: ReadonlyMap<string, T>,
  format: (value: T) => string,
  report: Report,
): string | undefined {
  if (text.startsWith('arn:')) return text
  const found = section.get(text)
  if (found !== undefined) return format(found)
  const names = [...section.keys()]
  const help = didYouMean(text, names).help ?? (names.length === 0 ? undefined : `it has ${listed(names)}`)
  report(`unknown-${kind.toLowerCase().replace(' ', '-')}`, at, `the fixture has no ${kind} \`${text}\``, help ?? 'give its ARN')
  return undefined
}

/** The path is part of a role's ARN. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
const roleArnOf = ({ account, path, name }: Role, { accounts }: Fixture): string =>
  `arn:aws:iam::${accounts.get(account)?.id}:role${path}${name}`

/** By its name in the fixture; a target replaces the name by the key id that AWS chose. */
const keyArnOf = ({ account, region, name }: Key, { accounts }: Fixture): string =>
  `arn:aws:kms:${region}:${accounts.get(account)?.id}:key/${name}`

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
