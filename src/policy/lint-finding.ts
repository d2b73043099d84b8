import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { Policy, PolicyType, Statement } from './policy.ts'

/** What AWS takes and what cannot work all the same. */
export interface Finding {
  readonly problem: Problem
  /** Whether because of it the statement can never apply. */
  readonly never: boolean
}

/** A statement where it stands. */
export interface LintContext {
  readonly policy: Policy
  readonly type: PolicyType
  readonly statement: Statement
}

export type Lint = (context: LintContext) => readonly Finding[]

export const finding = (
  code: string,
  at: Span,
  message: string,
  more: { readonly help?: string; readonly never?: boolean } = {},
): Finding => ({
  problem: { code: `lint/${code}`, at, message, ...(more.help === undefined ? {} : { help: more.help }) },
  never: more.never ?? false,
})

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``)
  const hidden = names.length - shown.length
  if (hidden > 0) return `${shown.join(', ')} and ${hidden} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
