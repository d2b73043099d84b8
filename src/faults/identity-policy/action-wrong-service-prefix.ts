import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceActions } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { misspeltAction } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, deedsOf, whoNeeds } from '../subject.ts'

/** An action whose service is another than that of the wanted one, or none at all. */
function foreignAction(miss: Miss): string | undefined {
  const text = misspeltAction(miss)
  return text === undefined || prefixOf(text) === prefixOf(miss.need.action) ? undefined : text
}

const prefixOf = (action: string): string => action.slice(0, action.indexOf(':')).toLowerCase()

export const actionWrongServicePrefix: Fault<StatementFinding<Miss>> = {
  id: 'action-wrong-service-prefix',
  layer: 'identity-policy',
  tier: 3,
  confidence: 'documented',
  summary: 'an action has the right name, but behind the prefix of another service or of none',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html'],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/ListBucket', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['action-name-typo', 'get-object-action-missing'],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed) => {
      const pattern = placed.statement.action.patterns.find(({ text }) => text.toLowerCase() === 's3:getobject')
      return placed.statement.action.element === 'Action' && pattern !== undefined
        ? replaceActions(placed, new Map([[pattern.text, ['amazons3:GetObject']]]))
        : undefined
    }),

  recognise: (evidence) => missFindings(evidence, (miss) => miss.layer === 'identity' && foreignAction(miss) !== undefined),

  say: ({ first }) =>
    sentence`${name(foreignAction(first) ?? '')} gives no right to files, so the ${whoNeeds(first.need)} may not ${deedsOf([first.need])} in ${name(bucketOf(first.need) ?? '')}.`,

  where: ({ placed }) => `${statementPath(placed)} > Action`,

  advise: ({ first }) => `Replace ${foreignAction(first)} by ${first.need.action}.`,

  fix: ({ claims, placed }) => [
    replaceActions(placed, new Map(claims.map((claim) => [foreignAction(claim) ?? '', [claim.need.action]] as const))),
  ],
}
