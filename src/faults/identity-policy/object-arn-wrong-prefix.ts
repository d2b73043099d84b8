import { editDistance } from '../../base/suggest.ts'
import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { leastResources, mendResources } from '../grant.ts'
import { missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, objectsBeside, whoNeeds } from '../subject.ts'

/** The folder of the policy, where it is almost that of the connection. */
function misspeltFolder(miss: Miss, folder: string): string | undefined {
  const relation = missedResource(miss)
  if (relation?.relation !== 'otherFolder') return undefined
  const named = relation.pattern.text.replace(/^arn:[^/]*\//, '').replace(/\/?\*?$/, '')
  const isNear = folder.length > 3 && !/[*?$]/.test(named) && editDistance(named.toLowerCase(), folder.toLowerCase(), 2) <= 2
  return isNear ? named : undefined
}

export const objectArnWrongPrefix: Fault<StatementFinding<Miss>> = {
  id: 'object-arn-wrong-prefix',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the statement for the files covers another folder than the one of the connection',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/airbytehq/airbyte/issues/3989',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'extra-probe',
  lookAlikes: ['object-arn-missing-wildcard', 'get-object-action-missing', 'policy-version-2008-variables'],
  specificity: 2,

  inject: (setUp) => {
    const { baseDirectory } = setUp.connection
    return breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed, { need }) =>
      placed.statement.resource?.element === 'Resource'
        ? replaceResources(placed, (text) => coversResource(text, need.resource), [objectsBeside(need, `${baseDirectory}-archive`)])
        : undefined,
    )
  },

  recognise: (evidence) => missFindings(evidence, (miss) => miss.layer === 'identity' && missedResource(miss)?.relation === 'otherFolder'),

  say: ({ first }, { connection }) => {
    const bucket = name(bucketOf(first.need) ?? '')
    if (connection.baseDirectory === '')
      return sentence`The ${whoNeeds(first.need)} may use only a part of ${bucket}, and the connection uses all of it.`
    const meant = misspeltFolder(first, connection.baseDirectory)
    return meant === undefined
      ? sentence`The ${whoNeeds(first.need)} may use another part of ${bucket}, not the folder ${name(connection.baseDirectory)}.`
      : sentence`The ${whoNeeds(first.need)} may use the folder ${name(meant)} of ${bucket}, and the connection says ${name(connection.baseDirectory)}: one of them is misspelt.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ first }, evidence) =>
    `Change the Resource to ${leastResources(evidence, first.need).join(', ')}, or the base directory of the connection.`,

  fix: (finding, evidence) => mendResources(evidence, finding),
}
