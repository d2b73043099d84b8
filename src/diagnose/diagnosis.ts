import type { Span } from '../base/span.ts'
import type { LayerName } from '../engine/decision.ts'
import type { Edit } from '../faults/edit.ts'
import type { ServerEdit } from '../faults/server-edit.ts'

/** What is wrong with a connection. No problem at all means that it is healthy. */
export interface Diagnosis {
  readonly problems: readonly DiagnosedProblem[]
}

export type DiagnosedProblem = KnownFault | LookAlikes | UnexplainedDenial | Disagreement | InputProblem | UnknownFailure

interface Told {
  /** One plain sentence of at most 160 characters, in the customer's words. */
  readonly says: string
  /** Steps of the probe that fail because of it. */
  readonly steps: readonly string[]
  /** AWS's own answers beneath it, verbatim. */
  readonly answers: readonly Answer[]
}

/** A fault of the catalogue, found in policies that can be read. */
export interface KnownFault extends Told {
  readonly kind: 'fault'
  readonly fault: string
  /** The element that is wrong, where it stands in a file. */
  readonly at?: Span
  /** The way to it in the console or in the settings. */
  readonly where: string
  /** What to change, in one sentence. */
  readonly advice: string
  readonly fix: Fix
}

/** The faults of the catalogue among what was found. */
export const knownFaults = ({ problems }: Diagnosis): readonly KnownFault[] => problems.filter((problem) => problem.kind === 'fault')

/** The change that mends it: what is edited, and each document before and after as a patch. */
export interface Fix {
  readonly edits: readonly Edit[]
  /** Of a connection to a server: calls of EC2, changes of the server and of settings. */
  readonly network?: readonly ServerEdit[]
  readonly patches: readonly Patch[]
}

export interface Patch {
  readonly file: string
  /** As `diff -u` has it, for `git apply`. */
  readonly diff: string
  /** The whole document after the change. */
  readonly document: string
}

/** Without policies: the faults that all look like this, the most likely first. */
export interface LookAlikes extends Told {
  readonly kind: 'lookAlikes'
  /** The class, as `sts-assume-denied`. */
  readonly class: string
  readonly candidates: readonly Candidate[]
  /** The next probe, or the document to ask for, that would tell them apart. */
  readonly next: string
}

export interface Candidate {
  readonly fault: string
  readonly summary: string
}

/** Refused by the policies, and nothing in the catalogue says why. */
export interface UnexplainedDenial extends Told {
  readonly kind: 'unexplainedDenial'
  readonly action: string
  readonly resource: string
  readonly layer: LayerName
  /** The statement that denies, or the one that comes nearest to allowing it. */
  readonly at?: Span
}

/** The policies that were read and AWS's answer do not go together. */
export interface Disagreement extends Told {
  readonly kind: 'disagreement'
  readonly decided: 'allowed' | 'refused'
  /** What the decision rests on that nobody read: AWS managed policies, assumed condition keys. */
  readonly unknown: readonly string[]
}

/** A field that cannot be right, and no fault of the catalogue. */
export interface InputProblem extends Told {
  readonly kind: 'input'
  readonly field: string
}

/** A step failed for a reason that is neither a denial nor known. */
export interface UnknownFailure extends Told {
  readonly kind: 'unknownFailure'
}

export interface Answer {
  readonly step: string
  readonly code?: string
  readonly message?: string
  readonly status?: number
  readonly requestId?: string
}
