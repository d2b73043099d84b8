import type { Flow } from '../../network/flow.ts'
import type { Network } from '../../network/network.ts'
import type { Outcome } from './attempt.ts'
import type { NamespaceOptions } from './namespaced-network.ts'

/** What the process in the namespace is asked. */
export type Question =
  | { readonly id: number; readonly ask: 'open'; readonly network: Network; readonly options: NamespaceOptions }
  | { readonly id: number; readonly ask: 'flows'; readonly flows: readonly Flow[] }
  | { readonly id: number; readonly ask: 'connect'; readonly host: string; readonly port: number; readonly from: string }

/** What it answers; a connection comes with the message. */
export type Answer =
  | { readonly id: number; readonly is: 'open'; readonly authorities: readonly string[]; readonly knownHosts: ReadonlyMap<string, string> }
  | { readonly id: number; readonly is: 'flows'; readonly outcomes: readonly Outcome[] }
  | { readonly id: number; readonly is: 'connected' }
  | { readonly id: number; readonly is: 'failed'; readonly code: string; readonly syscall: string; readonly message: string }
