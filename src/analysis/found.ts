import type { AccessFinding, Undecided } from './access-report.ts'

/** What a search for new access comes to. */
export type Found =
  | NewFound
  | { readonly result: 'none' }
  | { readonly result: 'undecided'; readonly code: Undecided['code']; readonly because: string }

export interface NewFound {
  readonly result: 'new'
  readonly finding: Omit<AccessFinding, 'actions' | 'reachable'>
}
