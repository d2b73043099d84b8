import { type Located, member } from '../base/located.ts'
import type { Span } from '../base/span.ts'
import { mendVersion } from './mend-arn.ts'
import { mendAction, mendEffect, mendKey } from './mend-word.ts'
import type { TicketPolicy } from './ticket.ts'

type Report = (written: string, meant: string, at: Span) => void

/** A policy whose words a picture has damaged, as it was. Actions are mended only beside other damage: a misspelt action may be what is wrong. */
export function mendWords(policy: TicketPolicy, report: Report): TicketPolicy {
  let slips = 0
  const told: Report = (...slip) => {
    slips += 1
    report(...slip)
  }
  const spelt = mendKeys(policy.document, told)
  const isDamaged = slips > 0 || isVersionDamaged(policy.document)
  const document = isDamaged ? mendActions(spelt, told) : spelt
  if (slips === 0) return policy
  const { file: _, ...rest } = policy
  return { ...rest, document }
}

function isVersionDamaged(document: Located): boolean {
  const version = document.kind === 'object' ? member(document, 'Version') : undefined
  return version?.kind === 'string' && mendVersion(version.value) !== undefined
}

function mendKeys(value: Located, report: Report): Located {
  if (value.kind === 'array') return { ...value, items: value.items.map((item) => mendKeys(item, report)) }
  if (value.kind !== 'object') return value
  const members = value.members.map((one) => {
    const key = mendKey(one.key)
    if (key !== undefined) report(one.key, key, one.keyAt)
    const named = { ...one, key: key ?? one.key }
    const effect = named.key === 'Effect' && one.value.kind === 'string' ? mendEffect(one.value.value) : undefined
    if (effect === undefined || one.value.kind !== 'string') return { ...named, value: mendKeys(one.value, report) }
    report(one.value.value, effect, one.value.at)
    return { ...named, value: { ...one.value, value: effect } }
  })
  return { ...value, members }
}

function mendActions(value: Located, report: Report, isAction = false): Located {
  if (value.kind === 'string' && isAction) {
    const action = mendAction(value.value)
    if (action !== undefined) report(value.value, action, value.at)
    return action === undefined ? value : { ...value, value: action }
  }
  if (value.kind === 'array') return { ...value, items: value.items.map((item) => mendActions(item, report, isAction)) }
  if (value.kind !== 'object') return value
  const members = value.members.map((one) => ({ ...one, value: mendActions(one.value, report, /^(?:Not)?Action$/.test(one.key)) }))
  return { ...value, members }
}
