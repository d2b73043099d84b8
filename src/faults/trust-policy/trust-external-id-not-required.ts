import { breakBy } from '../break-grant.ts'
import type { Opening } from '../cause.ts'
import { addCondition, dropCondition } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group } from '../findings.ts'
import { type PlacedStatement, statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { trustingStatement } from '../trust.ts'

interface OpeningFinding extends Finding {
  readonly first: Opening
  readonly placed: PlacedStatement
}

export const trustExternalIdNotRequired: Fault<OpeningFinding> = {
  id: 'trust-external-id-not-required',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the role can be used without the external ID, so another customer of the vendor could use it',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  ],
  connectors: bothConnectors,
  classes: ['assume-too-open'],
  verdict: 'extra-probe',
  lookAlikes: [],
  specificity: 1,

  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    const condition = placed?.statement.conditions.find(({ key }) => key.toLowerCase() === 'sts:externalid')
    return placed === undefined || condition === undefined ? undefined : breakBy(setUp, [dropCondition(placed, condition)])
  },

  recognise: ({ causes }) =>
    group(
      causes.filter((cause): cause is Opening => cause.cause === 'opening'),
      ({ placed }) => `${placed.document.file.file} ${placed.statement.index}`,
    ).map((claims) => {
      const [first] = claims
      return { claims, first, placed: first.placed, at: first.placed.statement.conditionAt ?? first.placed.statement.at }
    }),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} works, but it does not insist on the external ID, so another customer could use it.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition`,

  advise: (_, { connection }) => `Add the condition StringEquals sts:ExternalId ${connection.externalId}.`,

  fix: ({ placed }, { connection }) => {
    const loose = placed.statement.conditions.filter(({ key }) => key.toLowerCase() === 'sts:externalid')
    const tighten = addCondition({ ...placed, statement: withoutConditions(placed, loose) }, 'StringEquals', 'sts:ExternalId', [
      connection.externalId ?? '',
    ])
    return [...loose.map((condition) => dropCondition(placed, condition)), tighten]
  },
}

function withoutConditions({ statement }: PlacedStatement, gone: PlacedStatement['statement']['conditions']): PlacedStatement['statement'] {
  const conditions = statement.conditions.filter((condition) => !gone.includes(condition))
  const { conditionAt, ...bare } = statement
  return conditions.length === 0 || conditionAt === undefined ? { ...bare, conditions } : { ...bare, conditionAt, conditions }
}
