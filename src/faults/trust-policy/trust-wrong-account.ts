import { accountIdOf } from '../../fixture/decide.ts'
import { breakBy } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { accountOfPrincipal, isTrust, missedPrincipals, trustingStatement } from '../trust.ts'

const ownAccount = (arn: string): string => arn.split(':')[4] ?? ''

const foreignAccounts = (miss: Miss, arn: string): readonly string[] =>
  missedPrincipals(miss).flatMap((pattern) => {
    const account = accountOfPrincipal(pattern)
    return account === undefined || account === ownAccount(arn) ? [] : [account]
  })

export const trustWrongAccount: Fault<StatementFinding<Miss>> = {
  id: 'trust-wrong-account',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the trust policy of the role names another account than the one of the connector',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-external-id-mismatch'],
  specificity: 1,

  inject: (setUp) => {
    const { fixture, connection } = setUp
    const caller = fixture.users.get(connection.caller)
    const other = [...fixture.accounts.keys()].find((account) => account !== caller?.account)
    const placed = trustingStatement(setUp)
    if (caller === undefined || other === undefined || placed === undefined) return undefined
    return breakBy(setUp, [setElement(placed, 'Principal', { AWS: `arn:aws:iam::${accountIdOf(fixture, other)}:root` })])
  },

  recognise: (evidence) =>
    missFindings(evidence, (miss) => {
      const wanted = principalArnOf(evidence.fixture, miss.need.by)
      const foreign = foreignAccounts(miss, wanted)
      return isTrust(miss) && foreign.length > 0 && foreign.length === missedPrincipals(miss).length
    }),

  say: ({ first }, { fixture }) => {
    const arn = principalArnOf(fixture, first.need.by)
    const [other = ''] = foreignAccounts(first, arn)
    return sentence`The role ${name(roleNameOf(first.need.resource))} trusts account ${name(other)}, but the connector is in account ${name(ownAccount(arn))}.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Principal`,

  advise: ({ first }, { fixture }) => `Trust ${principalArnOf(fixture, first.need.by)} instead.`,

  fix: ({ first, placed }, { fixture }) => [setElement(placed, 'Principal', { AWS: principalArnOf(fixture, first.need.by) })],
}
