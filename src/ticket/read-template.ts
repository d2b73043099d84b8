import { type Located, member } from '../base/located.ts'
import { relocateProblem } from '../base/mapped-text.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import { templateTags } from '../fixture/import/cloudformation-values.ts'
import { importAccountDetails } from '../fixture/import/import-account-details.ts'
import { type Importer, importerOf } from '../fixture/import/import-fixture.ts'
import type { Imported } from '../fixture/import/imported.ts'
import { ownId, standIn, unnamedBucket } from './connection-facts.ts'
import type { TemplateStretch } from './find-template.ts'
import type { Findings } from './findings.ts'
import { type LocatedObject, objectAt, type Piece, placeOf, textAt } from './piece.ts'
import { addPolicy, type KnownOfPolicy } from './read-policy.ts'
import { settingCalled } from './setting-names.ts'
import type { SettingName, TicketExpiration, TicketIdentity } from './ticket.ts'

/** Reads a template of CloudFormation, or a plan or state of Terraform: what they make in AWS is known but for what is decided elsewhere. */
export function readTemplate(piece: Piece, into: Findings): boolean {
  const importer = importerOf(piece.root)
  if (importer === undefined || importer === importAccountDetails) return false
  into.understand(placeOf(piece, piece.root), titleOf(piece.root), 'it says what is made in AWS')
  into.later.push(() => addTemplate(piece, importer, into))
  return true
}

/** Reads a template that stands in prose; false where it cannot be read. */
export function readTemplateStretch({ source }: TemplateStretch, hint: string, into: Findings): boolean {
  const yaml = parseYaml(source.text, source.file, templateTags)
  if (yaml.ok) return yaml.value.kind === 'object' && readTemplate({ root: yaml.value, source, hint }, into)
  into.problems.push(...yaml.error.map((problem) => relocateProblem(problem, source)))
  return false
}

const titleOf = (root: LocatedObject): string =>
  member(root, 'Resources') === undefined ? 'a plan or state of Terraform' : 'a CloudFormation template'

/** Once the whole ticket is read: its settings may be what the parameters of the template are. */
function addTemplate(piece: Piece, importer: Importer, into: Findings): void {
  const account = accountOf(into)
  const parameters = parametersOf(piece, into)
  const imported = importer(piece.root, { account: account ?? standIn.customer, region: 'us-east-1', parameters })
  if (!imported.ok) {
    into.problems.push(...imported.error.map((problem) => relocateProblem(problem, piece.source)))
    return
  }
  addParts(piece, imported.value, into)
  into.problems.push(
    ...imported.value.undecided
      .filter(({ code }) => code !== 'import/foreign-part')
      .map((problem) => relocateProblem(problem, piece.source)),
  )
}

/** Of the role that the settings name, else of the session that was refused: a template does not know its account. */
function accountOf({ settings, errors }: Findings): string | undefined {
  const role = settings.find(({ setting }) => setting === 'roleArn')?.value
  const refused = errors.map(({ principal, resource }) => (isRole(resource) ? resource : principal))
  return [role, ...refused].flatMap((arn) => /^arn:aws:(?:iam|sts)::(\d{12}):(?:assumed-)?role\//.exec(arn ?? '')?.[1] ?? [])[0]
}

const isRole = (arn: string | undefined): boolean => /^arn:aws:iam::\d{12}:role\//.test(arn ?? '')

/** Parameters without a default are what the connection's settings are that they are named after, or what stands for these. */
function parametersOf(piece: Piece, into: Findings): ReadonlyMap<string, string> {
  const declared = objectAt(piece.root, 'Parameters')?.members ?? []
  return new Map(
    declared.flatMap(({ key, value }) => {
      const meant = settingMeant(key)
      if (meant === undefined || (value.kind === 'object' && member(value, 'Default') !== undefined)) return []
      const said = into.settings.find(({ setting }) => setting === meant)?.value ?? standFor[meant]
      if (said === undefined) return []
      const help = 'the template leaves it open: look at the parameters of the stack'
      into.report('parameter', placeOf(piece, value), `the parameter \`${key}\` is taken to be \`${said}\``, help)
      return [[key, said] as const]
    }),
  )
}

const standFor: { readonly [Name in SettingName]?: string } = { bucket: unnamedBucket, externalId: ownId }

const settingMeant = (name: string): SettingName | undefined => {
  if (settingCalled(name) !== undefined) return settingCalled(name)
  if (/external/i.test(name)) return 'externalId'
  if (/bucket/i.test(name)) return 'bucket'
  return /prefix|folder|directory/i.test(name) ? 'baseDirectory' : undefined
}

function addParts(piece: Piece, imported: Imported, into: Findings): void {
  const { fixture, foreign, account } = imported
  const [role, ...others] = objectAt(fixture, 'roles')?.members ?? []
  // The one role of a template is that of the connection, whatever name AWS has given it.
  const known = others.length === 0 && role !== undefined && isGenerated(role.key) ? nameOfRole(into) : undefined
  for (const section of ['roles', 'users', 'groups'] as const) {
    for (const { key, value } of objectAt(fixture, section)?.members ?? [])
      if (value.kind === 'object') addHolder(piece, { section, name: section === 'roles' ? (known ?? key) : key, account }, value, into)
  }
  for (const { key, value } of objectAt(fixture, 'policies')?.members ?? []) {
    const document = value.kind === 'object' ? member(value, 'document') : undefined
    addPolicy(piece, document, { type: 'identity', name: key, arn: policyArn(account, key), because }, into)
  }
  for (const [section, type, key] of [
    ['buckets', 'bucket', 'bucket'],
    ['keys', 'key', 'key'],
  ] as const) {
    for (const part of objectAt(fixture, section)?.members ?? []) {
      const policy = part.value.kind === 'object' ? member(part.value, 'policy') : undefined
      addPolicy(piece, policy, { type, ...(section === 'buckets' ? { [key]: part.key } : {}), because }, into)
    }
  }
  for (const { key, value } of objectAt(fixture, 'buckets')?.members ?? []) {
    const rules = value.kind === 'object' ? objectAt(value, 'lifecycle') : undefined
    if (rules !== undefined) into.buckets.push({ at: placeOf(piece, rules), name: key, lifecycle: rulesOf(piece, rules) })
  }
  for (const { section, name, inline, policy } of foreign) {
    for (const [called, document] of inline)
      addPolicy(piece, document, { type: 'identity', name: called, ...holderOf(section, name), because }, into)
    if (section === 'buckets') addPolicy(piece, policy, { type: 'bucket', bucket: name, because }, into)
  }
}

const rulesOf = (piece: Piece, rules: LocatedObject): readonly TicketExpiration[] =>
  rules.members.flatMap(({ key: id, value }) =>
    value.kind === 'object'
      ? [{ at: placeOf(piece, value), id, prefix: textAt(value, 'prefix') ?? '', days: Number(textAt(value, 'days')) }]
      : [],
  )

const nameOfRole = ({ settings }: Findings): string | undefined =>
  settings.find(({ setting }) => setting === 'roleArn')?.value.replace(/^.*\//, '') ?? 'connector-role'

const because = 'the template makes it'

const policyArn = (account: string, name: string): string => (name.startsWith('arn:') ? name : `arn:aws:iam::${account}:policy/${name}`)

const kinds = { roles: 'role', users: 'user', groups: 'group' } as const

/** AWS chooses the name of what has none in the template, so that nothing can be told by it. */
function holderOf(section: string, name: string): Pick<KnownOfPolicy, 'holder'> {
  const type = section === 'roles' || section === 'users' || section === 'groups' ? kinds[section] : undefined
  return type === undefined || isGenerated(name) ? {} : { holder: { type, name } }
}

const isGenerated = (name: string): boolean => name.startsWith('stack-')

interface Holder {
  readonly section: 'roles' | 'users' | 'groups'
  readonly name: string
  readonly account: string
}

function addHolder(piece: Piece, { section, name, account }: Holder, part: LocatedObject, into: Findings): void {
  const holder = holderOf(section, name)
  const type = kinds[section]
  const attached = textsIn(member(part, 'attached')).map((each) => policyArn(account, each))
  const path = textAt(part, 'path') ?? '/'
  if (!isGenerated(name))
    into.identities.push({
      ...identity(type, name, attached),
      at: placeOf(piece, part),
      arn: `arn:aws:iam::${account}:${type}${path}${name}`,
      path,
    })
  addPolicy(
    piece,
    member(part, 'trust'),
    { type: 'trust', ...(holder.holder === undefined ? {} : { holder: { type: 'role', name } }), because },
    into,
  )
  addPolicy(piece, member(part, 'boundary'), { type: 'permissionsBoundary', ...holder, because }, into)
  for (const { key, value } of objectAt(part, 'policies')?.members ?? [])
    addPolicy(piece, value, { type: 'identity', name: key, ...holder, because }, into)
}

const identity = (type: TicketIdentity['type'], name: string, attached: readonly string[]): Omit<TicketIdentity, 'at'> => ({
  type,
  name,
  tags: new Map(),
  groups: [],
  attached,
  hasAllPolicies: false,
})

const textsIn = (value: Located | undefined): readonly string[] =>
  value?.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : []
