import type { AccessFinding, StatementPlace, Undecided } from '../../analysis/access-report.ts'

/** The answer to one question about one policy or principal. */
export interface AccessAnswer {
  /** `role EtleapInput (policies/s3-input)` */
  readonly about: string
  /** In one sentence, without a full stop. */
  readonly says: string
  /** A policy document to paste. */
  readonly proposal?: object
  readonly findings: readonly { readonly what: string; readonly finding: AccessFinding }[]
  /** Statements that the answer is about. */
  readonly statements?: readonly StatementPlace[]
  readonly undecided: readonly Undecided[]
}
