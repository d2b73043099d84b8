import { allOf, type Cidr, formatCidr } from '../../base/cidr.ts'
import type { NetworkAcl, NetworkAclEntry, Vpc } from '../network.ts'
import type { Section } from '../network-shape.ts'
import { canonical, checkDefaults, type Draft, mapOf, refers, refuse } from './draft.ts'
import { readTraffic } from './traffic.ts'
import { defaultOf } from './vpcs.ts'

type EntryText = NonNullable<Section<'networkAcls'>['value']['of']['ingress']>['items'][number]

export function readNetworkAcls(draft: Draft, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, NetworkAcl> {
  const acls = mapOf(draft.text.networkAcls, (entry) => readAcl(draft, entry))
  checkDefaults(draft, 'networkAcls')
  const withDefaults = new Map(acls)
  for (const vpc of vpcs.values()) {
    const own = [...acls.values()].some((acl) => acl.vpc === vpc.name && acl.isDefault)
    if (!own) withDefaults.set(defaultOf(vpc.name), defaultAcl(vpc))
  }
  return withDefaults
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
function defaultAcl({ name: vpc, at }: Vpc): NetworkAcl {
  const entry = (ruleNumber: number, cidr: Cidr): NetworkAclEntry => ({
    at,
    ruleNumber,
    ruleAction: 'allow',
    traffic: { protocol: 'all' },
    cidr,
  })
  const entries = [entry(100, allOf('ipv4')), entry(101, allOf('ipv6'))]
  return { name: defaultOf(vpc), at, vpc, isDefault: true, ingress: entries, egress: entries }
}

function readAcl(draft: Draft, { key: name, keyAt: at, value: { of } }: Section<'networkAcls'>): NetworkAcl | undefined {
  const ingress = readEntries(draft, of.ingress?.items ?? [])
  const egress = readEntries(draft, of.egress?.items ?? [])
  return refers(draft, 'vpc', of.vpc) ? { name, at, vpc: of.vpc.text, isDefault: of.default?.value === true, ingress, egress } : undefined
}

function readEntries(draft: Draft, texts: readonly EntryText[]): readonly NetworkAclEntry[] {
  const taken = new Set<number>()
  for (const { of } of texts) {
    const { value, at } = of.ruleNumber
    if (taken.has(value)) refuse(draft, 'rule-number-taken', at, `the rule number ${value} is taken`, 'each number once for each direction')
    taken.add(value)
  }
  return texts
    .map(
      ({ at, of }): NetworkAclEntry => ({
        at,
        ruleNumber: of.ruleNumber.value,
        ruleAction: of.ruleAction.value,
        traffic: readTraffic(draft, of),
        cidr: canonical(draft, of.cidrBlock, formatCidr(of.cidrBlock.cidr)).cidr,
      }),
    )
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
}
