import type { ListGrantsResponse, ListRetirableGrantsRequest } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { grantOutput } from './grant-output.ts'
import { grantsOf } from './grant-principal.ts'
import { pageOf } from './page.ts'

/** The grants of all keys that the principal may retire. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html */
export const listRetirableGrants: Operation<ListRetirableGrantsRequest, ListGrantsResponse> = {
  requires: () => ok([{ action: 'kms:ListRetirableGrants', resource: '*' }]),
  run: (input, { region }, { kms, iam }) => {
    const listed = [...kms.keys.values()]
      .filter((key) => key.region === region)
      .flatMap((key) => grantsOf(key, iam).map((grant) => ({ grant, key })))
      .filter(({ grant }) => grant.retiringPrincipal !== undefined && grant.retiringPrincipal === input.RetiringPrincipal)
    const page = pageOf(listed, { Limit: input.Limit ?? 50, Marker: input.Marker })
    return page.ok ? ok({ Grants: page.value.items.map(({ grant, key }) => grantOutput(grant, key)), ...page.value.output }) : page
  },
}
