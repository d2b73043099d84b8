import { formatPlace } from '../base/span.ts'
import type { DeployFailure, Refusal } from '../deploy/failure.ts'

/** What could not be deployed and why, and what is left behind. */
export const renderRefusals = (fixture: string, { refusals, leftBehind }: DeployFailure): string =>
  [
    `sallyport: \`${fixture}\` could not be deployed; ${leftBehind.length === 0 ? 'what had been created is removed again' : 'not all that had been created could be removed'}`,
    ...refusals.map(renderRefusal),
    ...leftBehind.map(({ what, code, message }) => `  left behind: ${what} (${code}: ${message})`),
    '',
  ].join('\n')

const renderRefusal = ({ at, operation, subject, code, message }: Refusal): string =>
  `  ${formatPlace(at)}: ${operation} refused ${subject}\n    ${code}: ${message}`
