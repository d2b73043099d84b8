import { type Located, member } from '../../base/located.ts'
import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'
import { jsonText, locateDocument } from '../../fixture/policy-text.ts'
import { parsePolicy } from '../../policy/parse-policy.ts'
import type { PolicyType } from '../../policy/policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import { guessPolicy } from '../../ticket/guess-policy.ts'
import { type GateUnit, policyUnit } from './gate-unit.ts'

/** Far beyond AWS's quotas for any policy. */
const largestDocument = 1024 * 1024

type Read = { readonly unit?: GateUnit } | { readonly problems: readonly Problem[] }

/** A policy in a file of its own; what it is for is taken from what it says and from its name. */
export function readPolicy(path: string, shown: string, text: string, asked?: PolicyType): Read {
  if (text.length > largestDocument) return { problems: [tooLarge(shown, text, 'more than any policy', 'AWS takes some thousand')] }
  const file = { file: shown, format: /\.ya?ml$/i.test(path) ? ('yaml' as const) : ('json' as const), text }
  const document = locateDocument(file)
  if (!document.ok) return { problems: document.error }
  if (document.value.kind !== 'object' || (asked === undefined && !isPolicyDocument(document.value))) return {}
  const type = asked ?? guessPolicy(document.value, path).type
  const policy = parsePolicy(document.value, type)
  if (!policy.ok) return { problems: policy.error }
  const { value } = document
  const refused = (): Problem | undefined => {
    const refusal = refusePolicy(jsonText(file), type === 'identity' ? 'managed' : type, { file: shown, document: value })
    if (refusal === undefined) return undefined
    const message = `AWS refuses to save this: \`${refusal.code}\`, \`${refusal.message}\``
    return { code: 'gate/refused-policy', at: refusal.at ?? wholeFile(shown), message }
  }
  return { unit: { ...policyUnit(policy.value, type, path, path), refused } }
}

/** A template or a plan may hold policies; it is none itself. */
const isPolicyDocument = (document: Located & { readonly kind: 'object' }): boolean => member(document, 'Statement') !== undefined

export const tooLarge = (file: string, { length }: string, than: string, help: string): Problem => ({
  code: 'gate/too-large',
  at: wholeFile(file),
  message: `the document has ${length} characters, ${than}`,
  help,
})

function wholeFile(file: string): Span {
  const start = { line: 1, column: 1, offset: 0 }
  return { file, start, end: start }
}
