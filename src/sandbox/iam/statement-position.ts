import type { Policy } from '../../policy/policy.ts'

export interface Position {
  readonly Line: number
  readonly Column: number
}

interface StatementPosition {
  readonly StartPosition: Position
  readonly EndPosition: Position
}

/**
 * Where the simulator says a statement is: from behind what its parser read before (the bracket that opens the list, or the statement before) or from
 * behind its own brace where `Statement` is no list, up to behind its closing brace. Lines and columns count from 1.
 *
 * Read off the samples of the AWS CLI and of published transcripts (`AdministratorAccess`: line 3, column 17 to line 8, column 6); that a later
 * statement begins behind the one before is inferred.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html
 */
export function statementPosition({ text, policy }: { readonly text: string; readonly policy: Policy }, index: number): StatementPosition {
  const statement = policy.statements[index]
  if (statement === undefined) throw new Error(`internal error: the policy has no statement ${index}`)
  const before = policy.statements[index - 1]?.at.end.offset ?? openedAt(text, statement.at.start.offset)
  const { line, column } = statement.at.end
  return { StartPosition: positionOf(text, before), EndPosition: { Line: line, Column: column } }
}

/** Behind the bracket before the brace, or behind the brace itself. */
function openedAt(text: string, brace: number): number {
  const bracket = text.slice(0, brace).trimEnd()
  return bracket.endsWith('[') ? bracket.length : brace + 1
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { Line: lines.length, Column: (lines.at(-1)?.length ?? 0) + 1 }
}
