import { dirname } from 'node:path'
import type { AccessSide } from '../analysis/access-side.ts'
import { type Callers, callerOf, callersOf } from '../analysis/caller-choice.ts'
import { guardrailSide } from '../analysis/guardrail-side.ts'
import { principalSide } from '../analysis/principal-side.ts'
import { singlePolicy } from '../analysis/single-policy.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { AttachedPolicy } from '../engine/policy-set.ts'
import { type DocumentPlace, documentsOf, mapDocuments, policyTypes } from '../faults/placed-document.ts'
import { roleArn, sayOf, userArn } from '../fixture/decide.ts'
import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import { loadFixture } from '../fixture/load.ts'
import type { Identity } from '../fixture/need.ts'
import { jsonText, locateDocument } from '../fixture/policy-text.ts'
import type { Network } from '../network/network.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { Policy, PolicyType } from '../policy/policy.ts'
import { refusePolicy } from '../policy/refuse-policy.ts'
import { guessPolicy } from '../ticket/guess-policy.ts'
import type { GateNetworks } from './gate-ingress.ts'
import type { GateTree } from './gate-tree.ts'

/** What is compared as one: a policy, or everything that is attached to one principal. */
export interface GateUnit {
  /** The same on both sides. */
  readonly key: string
  readonly name: string
  readonly at: Span
  readonly type: PolicyType
  readonly policies: readonly Policy[]
  readonly side: AccessSide
  readonly callers: Callers
  readonly showsCaller: boolean
  /** Equal texts, equal meaning. */
  readonly text: string
  /** The fixture that it is a part of, from the root. */
  readonly fixture?: string
  /** AWS managed policies whose documents are not known here. */
  readonly unread: readonly string[]
  /** AWS's sentence where it would not save the policy. */
  readonly refused?: Problem
}

export interface GateUnits {
  readonly networks: GateNetworks
  readonly units: readonly GateUnit[]
  readonly problems: readonly Problem[]
}

/** Far beyond AWS's quotas for any policy. */
const largestDocument = 1024 * 1024

/** Every policy of a tree, those of fixtures by what they are attached to. */
export async function unitsOf(tree: GateTree): Promise<GateUnits> {
  const problems: Problem[] = []
  const texts = new Map<string, string>()
  for (const path of tree.files) {
    const text = tree.read(path)
    if (mayMatter(path, text)) texts.set(path, text)
  }
  problems.push(...[...texts].flatMap(([path, text]) => conflictIn(tree.show(path), text) ?? []))
  if (problems.length > 0) return { units: [], problems, networks: new Map() }
  const units: GateUnit[] = []
  const taken = new Set<string>()
  const networks = new Map<string, Network>()
  for (const path of tree.files.filter((file) => /(?:^|\/)fixture\.(?:ya?ml|m?js)$/.test(file))) {
    const loaded = await loadFixture(`${tree.root}/${path}`)
    if (!loaded.ok) {
      problems.push(...loaded.error.map((problem) => ({ ...problem, at: { ...problem.at, file: tree.showFrom(problem.at.file) } })))
      continue
    }
    const fixture = mapDocuments(loaded.value, (document) => {
      taken.add(tree.showFrom(document.file.file))
      return relabelled(document.file, tree, policyTypes[document.place.kind])
    })
    const folder = path.includes('/') ? dirname(path) : '.'
    units.push(...unitsOfFixture(fixture, folder, tree))
    if (fixture.network !== undefined) networks.set(folder, fixture.network)
  }
  for (const [path, text] of texts) {
    if (taken.has(tree.show(path)) || !looksLikePolicy(text)) continue
    const read = readPolicy(path, tree.show(path), text)
    if ('problems' in read) problems.push(...read.problems)
    else if (read.unit !== undefined) units.push(read.unit)
  }
  return { units, problems, networks }
}

const looksLikePolicy = (text: string): boolean => /["']?Statement["']?\s*:/.test(text) && /["']?Effect["']?\s*:/.test(text)

const mayMatter = (path: string, text: string): boolean =>
  /\.(?:json|ya?ml)$/i.test(path) && (looksLikePolicy(text) || /^<{7} /m.test(text))

function conflictIn(file: string, text: string): Problem | undefined {
  const at = text.search(/^<{7} /m)
  if (at === -1 || !/^>{7} /m.test(text)) return undefined
  const line = text.slice(0, at).split('\n').length
  const start = { line, column: 1, offset: at }
  return {
    code: 'gate/merge-conflict',
    at: { file, start, end: { line, column: 8, offset: at + 7 } },
    message: 'a merge conflict is left in the file',
    help: 'resolve it, and run the gate again',
  }
}

/** The same document, with the name by which people know its file. */
function relabelled(file: PolicyFile, tree: GateTree, type: PolicyType): PolicyFile {
  const shown = { ...file, file: tree.showFrom(file.file) }
  if (shown.file === file.file) return file
  const document = locateDocument(shown)
  const policy = document.ok ? parsePolicy(document.value, type) : document
  return policy.ok ? { ...shown, policy: policy.value } : file
}

function unitsOfFixture(fixture: Fixture, folder: string, tree: GateTree): readonly GateUnit[] {
  const named = (name: string): string => `${name} (${folder})`
  const holders: readonly (readonly [string, Span, string, Identity])[] = [
    ...[...fixture.roles.values()].map(
      (role) =>
        [
          `role ${role.name}`,
          role.at,
          roleArn(fixture, role),
          { type: 'role', arn: roleArn(fixture, role), sessionName: 'sallyport' },
        ] as const,
    ),
    ...[...fixture.users.values()].map(
      (user) => [`user ${user.name}`, user.at, userArn(fixture, user), { type: 'user', name: user.name }] as const,
    ),
  ]
  const principals = holders.flatMap(([name, at, arn, identity]): readonly GateUnit[] => {
    const say = sayOf(fixture, identity, '*')
    if (say === undefined) return []
    const { identity: attached, permissionsBoundary } = say.policies
    const boundary = permissionsBoundary === 'deleted' ? undefined : permissionsBoundary
    const policies = [...attached, ...(boundary === undefined ? [] : [boundary])]
    return [
      {
        key: `${folder} ${name}`,
        name: named(name),
        at: { ...at, file: tree.showFrom(at.file) },
        type: 'identity',
        policies: policies.map(({ policy }) => policy),
        side: principalSide(
          { identity: attached, ...(boundary === undefined ? {} : { permissionsBoundary: boundary }) },
          arn.split(':')[4] ?? '',
        ),
        callers: callerOf(arn),
        showsCaller: true,
        text: JSON.stringify([
          arn,
          attached.map(textOfAttached).sort(),
          boundary === undefined ? '' : textOfAttached(boundary),
          say.unread,
        ]),
        fixture: folder,
        unread: say.unread,
      },
    ]
  })
  const single = documentsOf(fixture).flatMap(({ place, file }): readonly GateUnit[] => {
    const title = titleOf(place)
    if (title === undefined) return []
    return [{ ...policyUnit(file, policyTypes[place.kind], `${folder} ${title}`, named(title)), fixture: folder }]
  })
  return [...principals, ...single]
}

/** Documents that belong to a resource; those of principals are compared together. */
function titleOf(place: DocumentPlace): string | undefined {
  switch (place.kind) {
    case 'trust':
      return `trust policy of ${place.role}`
    case 'bucketPolicy':
      return `bucket policy of ${place.bucket}`
    case 'keyPolicy':
      return `key policy of ${place.key}`
    case 'scp':
      return `service control policy ${place.name}`
    case 'rcp':
      return `resource control policy ${place.name}`
    case 'inline':
    case 'managed':
    case 'boundary':
      return undefined
  }
}

const meaningOf = (policy: Policy): string => JSON.stringify(policy, (key, value: unknown) => (/^at$|At$/.test(key) ? undefined : value))
const textOfAttached = ({ name, policy }: AttachedPolicy): string => `${name} ${meaningOf(policy)}`

function policyUnit({ policy }: Pick<PolicyFile, 'policy'>, type: PolicyType, key: string, name: string): GateUnit {
  const layered = ['trust', 'bucket', 'key', 'resource', 'vpcEndpoint', 'resourceControl'].includes(type)
  return {
    key,
    name,
    at: policy.at,
    type,
    policies: [policy],
    side: singlePolicy(policy, type, name),
    callers: callersOf(type),
    showsCaller: layered,
    text: `${type} ${meaningOf(policy)}`,
    unread: [],
  }
}

type Read = { readonly unit?: GateUnit } | { readonly problems: readonly Problem[] }

/** A policy that no fixture uses; what it is for is taken from what it says and from its name. */
export function readPolicy(path: string, shown: string, text: string, asked?: PolicyType): Read {
  const start = { line: 1, column: 1, offset: 0 }
  const wholeFile: Span = { file: shown, start, end: start }
  if (text.length > largestDocument)
    return {
      problems: [
        {
          code: 'gate/too-large',
          at: wholeFile,
          message: `the document has ${text.length} characters, more than any policy`,
          help: 'AWS takes some thousand',
        },
      ],
    }
  const file = { file: shown, format: /\.ya?ml$/i.test(path) ? ('yaml' as const) : ('json' as const), text }
  const document = locateDocument(file)
  if (!document.ok) return { problems: document.error }
  if (document.value.kind !== 'object' || (asked === undefined && !isPolicyDocument(document.value))) return {}
  const type = asked ?? guessPolicy(document.value, path).type
  const policy = parsePolicy(document.value, type)
  if (!policy.ok) return { problems: policy.error }
  const refusal = refusePolicy(jsonText(file), type === 'identity' ? 'managed' : type, { file: shown, document: document.value })
  const unit = policyUnit({ policy: policy.value }, type, path, path)
  if (refusal === undefined) return { unit }
  const refused = {
    code: 'gate/refused-policy',
    at: refusal.at ?? wholeFile,
    message: `AWS refuses to save this: \`${refusal.code}\`, \`${refusal.message}\``,
  }
  return { unit: { ...unit, refused } }
}

/** A template or a plan may hold policies; it is none itself. */
const isPolicyDocument = ({ members }: { readonly members: readonly { readonly key: string }[] }): boolean =>
  members.some(({ key }) => key === 'Statement')

/** A policy of denies alone guards what other policies allow: it is compared as if they allowed everything. */
export const asGuardrail = (unit: GateUnit): GateUnit => ({ ...unit, side: guardrailSide(unit.policies, unit.type, unit.name) })

export const isGuardrail = ({ policies, fixture }: GateUnit): boolean =>
  fixture === undefined && policies.every(({ statements }) => statements.every(({ effect }) => effect === 'Deny'))
