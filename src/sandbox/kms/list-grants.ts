import type { ListGrantsRequest, ListGrantsResponse } from '@aws-sdk/client-kms'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { grantOutput } from './grant-output.ts'
import { grantsOf } from './grant-principal.ts'
import { onKey } from './on-key.ts'
import { pageOf } from './page.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
export const listGrants: Operation<ListGrantsRequest, ListGrantsResponse> = onKey({
  action: 'kms:ListGrants',
  use: () => ({ context: { 'kms:GrantIsForAWSResource': 'false' } }),
  run: ({ key }, input: Parsed<ListGrantsRequest>, _call, { iam }) => {
    // Grants to services are not built, so none has this grantee.
    const listed = grantsOf(key, iam).filter(
      ({ id, granteePrincipal }) =>
        id === (input.GrantId ?? id) &&
        granteePrincipal === (input.GranteePrincipal ?? granteePrincipal) &&
        input.GranteeServicePrincipal === undefined,
    )
    const page = pageOf(listed, { Limit: input.Limit ?? 50, Marker: input.Marker })
    return page.ok ? ok({ Grants: page.value.items.map((grant) => grantOutput(grant, key)), ...page.value.output }) : page
  },
})
