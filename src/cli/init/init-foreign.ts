import { type Located, member } from '../../base/located.ts'
import { parseJson } from '../../base/parse-json.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { type LocatedObject, objectValue } from '../../fixture/import/draft.ts'
import { fixtureFiles } from '../../fixture/import/fixture-files.ts'
import type { Imported, ImportOptions } from '../../fixture/import/imported.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { externalIdOf, firstScenario, guessNames, type ProjectNames, vendorOf, vendorPolicy } from './init-project.ts'

/** The files of a first project out of a Terraform plan, a template, or the details of an account; and what it leaves out. */
export interface ForeignProject {
  readonly files: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

/** A plan, a template or Terraform's own files as they are, with the vendor who is let in, and a file in the bucket that a role of it reads. */
export function foreignProject(
  imported: Result<Imported, readonly Problem[]>,
  file: string,
  names: Partial<ProjectNames>,
  schemas: string,
  options: ImportOptions,
): Result<ForeignProject, readonly Problem[]> {
  if (!imported.ok) return imported
  const { fixture, undecided, network, kind, notes } = imported.value
  if (undecided.length > 0) return err(undecided)
  const [role, trust] = roleOf(fixture, names.role, file)
  const guessed = guessNames(documentsOf(fixture, role).map((document) => ({ document })))
  const { bucket, folder } = { ...guessed, ...onlyBucket(fixture), ...names }
  const vendor = vendorOf({ document: trust })
  const externalId = externalIdOf({ document: trust })
  const object = `${folder === '' ? '' : `${folder}/`}2026-11-21.csv`
  const accounts = membersOf(fixture, 'accounts')
  const owner = accounts[0]?.key ?? 'main'
  const account = accounts.find(({ value }) => value.kind === 'string' && value.value === vendor.account)?.key ?? 'vendor'
  const whole = [
    [['accounts', account], vendor.account],
    [['users', vendor.user], { account, policies: { assume: vendorPolicy } }],
    [['buckets', bucket], partOf(fixture, ['buckets', bucket]) === undefined ? { account: owner, region: options.region } : undefined],
    [['buckets', bucket, 'objects'], { [object]: 'id,total\n1,9\n' }],
  ] as const
  const extended = whole.reduce((made, [path, value]) => (value === undefined ? made : withMember(made, path, value)), fixture)
  const head = `yaml-language-server: $schema=../../${schemas}/fixture.json\n# Imported from ${file}, ${kind}; vendor, its user and the object in the bucket are made up.`
  const files = [...fixtureFiles(extended, head)].map(([name, content]) => [`policies/first/${name}`, content] as const)
  const left = network?.network === undefined ? [] : [`the network of ${file} is left out here; \`sallyport import\` writes it`]
  const scenario = firstScenario({ caller: vendor.user, role, externalId, bucket, folder, schemas })
  return ok({ files: new Map([...files, ['scenarios/first.yaml', scenario]]), notes: [...notes, ...left] })
}

/** The role that a connection would take: the named one, else one that trusts somebody by an ARN of IAM. */
function roleOf(fixture: LocatedObject, named: string | undefined, file: string): readonly [name: string, trust: Located] {
  const roles = membersOf(fixture, 'roles').flatMap(({ key, value }) => {
    const trust = value.kind === 'object' ? member(value, 'trust') : undefined
    return trust === undefined ? [] : [[key, trust] as const]
  })
  const asked = roles.find(([name]) => name === named)
  if (asked !== undefined) return asked
  if (named !== undefined) throw new CommandFailure(exitCode.input, `there is no role \`${named}\` in \`${file}\``, listed(roles))
  const found =
    roles.find(([, trust]) => externalIdOf({ document: trust }) !== undefined) ?? roles.find(([, trust]) => trustsIdentity(trust))
  if (found !== undefined) return found
  const help =
    roles.length === 0 ? 'take `sallyport import`, and write a scenario for what it has' : `name it with --role; ${listed(roles)}`
  throw new CommandFailure(exitCode.input, `no role of \`${file}\` lets in somebody from outside`, help)
}

const listed = (roles: readonly (readonly [string, Located])[]): string => `it has ${roles.map(([name]) => `\`${name}\``).join(', ')}`

const trustsIdentity = (trust: Located): boolean => /"arn:aws[\w-]*:iam::|"AWS"/.test(JSON.stringify(trust))

/** The policies of a role: its own, and those of the file that are attached to it. */
function documentsOf(fixture: LocatedObject, role: string): readonly Located[] {
  const part = partOf(fixture, ['roles', role])
  if (part?.kind !== 'object') return []
  const attached = member(part, 'attached')
  const names = (attached?.kind === 'array' ? attached.items : []).flatMap((item) => (item.kind === 'string' ? [item.value] : []))
  const documents = names.map((name) => partOf(fixture, ['policies', name, 'document']))
  return [...membersOf(part, 'policies').map(({ value }) => value), ...documents.flatMap((document) => document ?? [])]
}

function onlyBucket(fixture: LocatedObject): { readonly bucket?: string } {
  const [only, another] = membersOf(fixture, 'buckets')
  return only === undefined || another !== undefined ? {} : { bucket: only.key }
}

const membersOf = (object: LocatedObject, name: string): LocatedObject['members'] => {
  const section = member(object, name)
  return section?.kind === 'object' ? section.members : []
}

const partOf = (value: Located | undefined, [name, ...rest]: readonly string[]): Located | undefined =>
  name === undefined ? value : value?.kind === 'object' ? partOf(member(value, name), rest) : undefined

/** The same object with a value at this path; what is there already stays. */
function withMember(object: LocatedObject, [name = '', ...rest]: readonly string[], value: unknown): LocatedObject {
  const there = member(object, name)
  const inner = there?.kind === 'object' ? there : objectValue([], object.at)
  const made = rest.length === 0 ? locatedOf(value, object) : withMember(inner, rest, value)
  const one = { key: name, keyAt: object.at, value: made }
  const members = there === undefined ? [...object.members, one] : object.members.map((each) => (each.key === name ? one : each))
  return { ...object, members }
}

function locatedOf(value: unknown, { at }: Located): Located {
  const parsed = parseJson(JSON.stringify(value), at.file)
  if (!parsed.ok) throw new Error('internal error: JSON that was just written is not read')
  return parsed.value
}
