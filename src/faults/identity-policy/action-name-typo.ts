import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceActions } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { misspeltAction } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

export const actionNameTypo: Fault<StatementFinding<Miss>> = {
  id: 'action-name-typo',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'an action is misspelt, or is the name of an API operation that is no permission',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    'https://github.com/remotely-save/remotely-save/issues/564',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/ListBucket', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['get-object-action-missing', 'object-arn-missing-wildcard', 'list-action-missing'],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed) => {
      const pattern = placed.statement.action.patterns.find(({ text }) => text.toLowerCase() === 's3:getobject')
      return placed.statement.action.element === 'Action' && pattern !== undefined
        ? replaceActions(placed, new Map([[pattern.text, ['s3:GetObjects']]]))
        : undefined
    }),

  recognise: (evidence) => missFindings(evidence, (miss) => miss.layer === 'identity' && misspeltAction(miss) !== undefined),

  say: ({ first }) =>
    sentence`${name(misspeltAction(first) ?? '')} is the name of no permission, so the ${whoNeeds(first.need)} may not ${deedsOf([first.need])} in ${name(bucketOf(first.need) ?? '')}.`,

  where: ({ placed }) => `${statementPath(placed)} > Action`,

  advise: ({ first }) => `Replace ${misspeltAction(first)} by ${first.need.action}.`,

  fix: ({ claims, placed }) => [
    replaceActions(placed, new Map(claims.map((claim) => [misspeltAction(claim) ?? '', [claim.need.action]] as const))),
  ],
}
