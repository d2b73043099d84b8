import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
  DeleteOrganizationalUnitRequest,
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { constraintViolation, organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { attachFullAccess, organizationsId } from './new-organization.ts'
import { unitOutput } from './output.ts'
import { pageOf } from './page.ts'
import type { Organization, Unit } from './store.ts'
import { keepTags } from './tags.ts'
import { targetArn } from './target.ts'

/** Units nest five levels below the root. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const deepest = 5

const siblingNamed = ({ units }: Organization, parent: string, name: string): Unit | undefined =>
  [...units.values()].find((unit) => unit.parent === parent && unit.name === name)

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export const createOrganizationalUnit: Operation<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse> = inOrganization({
  action: 'organizations:CreateOrganizationalUnit',
  by: 'management',
  resources: (organization, { ParentId }) => [targetArn(organization, ParentId)],
  tags: ({ Tags }: Parsed<CreateOrganizationalUnitRequest>) => Tags,
  run: (organization, { ParentId, Name, Tags }, { random }) => {
    const path = organization.pathTo(ParentId)
    if (path.length === 0 || organization.member(ParentId) !== undefined) return err(organizationsError('ParentNotFoundException'))
    if (path.length > deepest) return err(constraintViolation('You have exceeded the allowed depth of OUs.'))
    if (siblingNamed(organization, ParentId, Name) !== undefined) return err(organizationsError('DuplicateOrganizationalUnitException'))
    const id = organizationsId(`ou-${organization.rootId.slice('r-'.length)}-`, 8, random)
    const unit = { id, arn: organization.arn('ou', id), name: Name, parent: ParentId }
    organization.units.set(id, unit)
    attachFullAccess(organization, id)
    keepTags(organization, id, Tags)
    return ok({ OrganizationalUnit: unitOutput(unit) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export const describeOrganizationalUnit: Operation<DescribeOrganizationalUnitRequest, DescribeOrganizationalUnitResponse> = inOrganization({
  action: 'organizations:DescribeOrganizationalUnit',
  by: 'reader',
  resources: (organization, { OrganizationalUnitId }) => [targetArn(organization, OrganizationalUnitId)],
  run: ({ units }, { OrganizationalUnitId }: Parsed<DescribeOrganizationalUnitRequest>) => {
    const unit = units.get(OrganizationalUnitId)
    return unit === undefined
      ? err(organizationsError('OrganizationalUnitNotFoundException'))
      : ok({ OrganizationalUnit: unitOutput(unit) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html */
export const updateOrganizationalUnit: Operation<UpdateOrganizationalUnitRequest, UpdateOrganizationalUnitResponse> = inOrganization({
  action: 'organizations:UpdateOrganizationalUnit',
  by: 'management',
  resources: (organization, { OrganizationalUnitId }) => [targetArn(organization, OrganizationalUnitId)],
  run: (organization, { OrganizationalUnitId, Name }: Parsed<UpdateOrganizationalUnitRequest>) => {
    const unit = organization.units.get(OrganizationalUnitId)
    if (unit === undefined) return err(organizationsError('OrganizationalUnitNotFoundException'))
    const sibling = Name === undefined ? undefined : siblingNamed(organization, unit.parent, Name)
    if (sibling !== undefined && sibling !== unit) return err(organizationsError('DuplicateOrganizationalUnitException'))
    unit.name = Name ?? unit.name
    return ok({ OrganizationalUnit: unitOutput(unit) })
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html */
export const deleteOrganizationalUnit: Operation<DeleteOrganizationalUnitRequest, object> = inOrganization({
  action: 'organizations:DeleteOrganizationalUnit',
  by: 'management',
  resources: (organization, { OrganizationalUnitId }) => [targetArn(organization, OrganizationalUnitId)],
  run: (organization, { OrganizationalUnitId: id }: Parsed<DeleteOrganizationalUnitRequest>) => {
    if (!organization.units.has(id)) return err(organizationsError('OrganizationalUnitNotFoundException'))
    const children = [...organization.units.values(), ...organization.members.values()].filter(({ parent }) => parent === id)
    if (children.length > 0) return err(organizationsError('OrganizationalUnitNotEmptyException'))
    organization.units.delete(id)
    organization.attachments.delete(id)
    organization.tags.delete(id)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export const listOrganizationalUnitsForParent: Operation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
> = inOrganization({
  action: 'organizations:ListOrganizationalUnitsForParent',
  by: 'reader',
  resources: (organization, { ParentId }) => [targetArn(organization, ParentId)],
  run: (organization, input: Parsed<ListOrganizationalUnitsForParentRequest>) => {
    if (organization.pathTo(input.ParentId).length === 0) return err(organizationsError('ParentNotFoundException'))
    const page = pageOf(
      [...organization.units.values()].filter(({ parent }) => parent === input.ParentId),
      input,
    )
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ OrganizationalUnits: items.map(unitOutput), ...next })
  },
})
