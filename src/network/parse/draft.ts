import type { Problem } from '../../base/problem.ts'
import type { Entry, Report, TextAt } from '../../base/shape.ts'
import type { Span } from '../../base/span.ts'
import { suggest } from '../../base/suggest.ts'
import { type AwsRefusal, helpWith } from '../aws-refusals.ts'
import type { NetworkInterface, PlacedCidr } from '../network.ts'
import type { NetworkText } from '../network-shape.ts'
import type { CidrAt } from '../network-values.ts'

/** A network while it is read: its text, and where problems and notes go. */
export interface Draft {
  readonly text: NetworkText
  readonly accounts: ReadonlyMap<string, string> | undefined
  readonly report: Report
  readonly notes: Problem[]
}

/** Something EC2 refuses. */
export function refuse({ report }: Draft, refusal: AwsRefusal, at: Span, message: string, advice?: string): void {
  report(refusal, at, message, helpWith(refusal, advice))
}

/** Something EC2 corrects, or that was left to its default, and the reader should know. */
export function note({ notes }: Draft, what: string, at: Span, message: string, help?: string): void {
  notes.push({ code: `network/${what}`, at, message, ...(help === undefined ? {} : { help }) })
}

const nouns = {
  vpc: ['vpcs', 'VPC', 'unknown-vpc'],
  subnet: ['subnets', 'subnet', 'unknown-subnet'],
  routeTable: ['routeTables', 'route table', 'unknown-route-table'],
  networkAcl: ['networkAcls', 'network ACL', 'unknown-network-acl'],
  securityGroup: ['securityGroups', 'security group', 'unknown-security-group'],
  prefixList: ['prefixLists', 'prefix list', 'unknown-prefix-list'],
  networkInterface: ['networkInterfaces', 'network interface', 'unknown-network-interface'],
} as const satisfies Record<string, readonly [section: keyof NetworkText, noun: string, refusal: AwsRefusal]>

/** Whether the text names something of the network; says so where it does not. */
export function refers(draft: Draft, kind: keyof typeof nouns, { text, at }: TextAt): boolean {
  const [section, noun, refusal] = nouns[kind]
  const known = draft.text[section] ?? []
  if (known.some(({ key }) => key === text)) return true
  const nearest = suggest(
    text,
    known.map(({ key }) => key),
  )
  refuse(draft, refusal, at, `there is no ${noun} \`${text}\``, nearest === undefined ? undefined : `did you mean \`${nearest}\`?`)
  return false
}

/** As `refers`, for interfaces: those of endpoints and load balancers are not written down. */
export function refersToInterface(draft: Draft, interfaces: ReadonlyMap<string, NetworkInterface>, { text, at }: TextAt): boolean {
  if (interfaces.has(text)) return true
  const nearest = suggest(text, interfaces.keys())
  const advice = nearest === undefined ? undefined : `did you mean \`${nearest}\`?`
  refuse(draft, 'unknown-network-interface', at, `there is no network interface \`${text}\``, advice)
  return false
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export function canonical(draft: Draft, { cidr, at, text, hostBits }: CidrAt, formatted: string): PlacedCidr {
  if (hostBits) note(draft, 'canonical-cidr', at, `\`${text}\` has bits behind its prefix: EC2 makes it \`${formatted}\``)
  return { cidr, at }
}

export const mapOf = <In, Out extends { readonly name: string }>(
  entries: readonly Entry<In>[] | undefined,
  make: (entry: Entry<In>) => Out | undefined,
): ReadonlyMap<string, Out> =>
  new Map(
    (entries ?? []).flatMap((entry) => {
      const made = make(entry)
      return made === undefined ? [] : [[made.name, made] as const]
    }),
  )

/** A VPC has one default group and one default network ACL. */
export function checkDefaults({ text, report }: Draft, section: 'securityGroups' | 'networkAcls'): void {
  const seen = new Map<string, string>()
  for (const { key, keyAt, value } of text[section] ?? []) {
    if (value.of.default?.value !== true) continue
    const earlier = seen.get(value.of.vpc.text)
    if (earlier !== undefined) report('second-default', keyAt, `\`${earlier}\` is the default of the VPC \`${value.of.vpc.text}\` already`)
    seen.set(value.of.vpc.text, key)
  }
}
