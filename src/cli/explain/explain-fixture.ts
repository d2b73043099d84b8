import { authorize } from '../../engine/authorize.ts'
import type { Decision } from '../../engine/decision.ts'
import { renderTrace } from '../../engine/render-trace.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { askOne } from './explain-questions.ts'

/** One request against a fixture. */
export interface AskedOfFixture {
  /** A user or role of the fixture, an ARN, or `anonymous`. */
  readonly as: string
  /** `s3:GetObject` */
  readonly action: string
  readonly resource: string
  /** Context keys that the request sends; a date of `aws:CurrentTime` is now unless it is given. */
  readonly context?: Readonly<Record<string, string>>
  readonly now?: Date
}

/** The decision on one request, and the same in words with the lines of the policies: what `sallyport explain` prints. */
export function explain(
  fixture: Fixture,
  { context = {}, now = new Date(Date.UTC(2026, 0, 1)), ...asked }: AskedOfFixture,
): { readonly decision: Decision; readonly text: string } {
  const { request, policies } = askOne(fixture, { ...asked, context }, now)
  const decision = authorize(request, policies)
  return { decision, text: renderTrace(decision) }
}
