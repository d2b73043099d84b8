import { finding, type Lint } from './lint-finding.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
export const lintPrincipal: Lint = ({ statement: { effect, principal } }) =>
  effect === 'Allow' && principal?.element === 'NotPrincipal'
    ? [
        finding('not-principal-allows', principal.at, '`NotPrincipal` with `Allow` lets everybody else in, anonymous callers included', {
          help: 'list in `Principal` who may',
        }),
      ]
    : []
