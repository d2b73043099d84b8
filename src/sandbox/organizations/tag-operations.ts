import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-organizations'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { organizationsError } from './errors.ts'
import { inOrganization } from './in-organization.ts'
import { pageOf } from './page.ts'
import { typeContext } from './policy.ts'
import type { Organization } from './store.ts'
import { addTags, parseTags, tagList } from './tags.ts'
import { policyArn, targetArn } from './target.ts'

/** What can be tagged, by its id. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html */
function taggableArn(organization: Organization, id: string): string {
  if (id.startsWith('rp-')) return organization.arn('resourcepolicy', id)
  return id.startsWith('p-') ? policyArn(organization, id) : targetArn(organization, id)
}

const isThere = (organization: Organization, id: string): boolean =>
  organization.pathTo(id).length > 0 || organization.policies.get(id)?.awsManaged === false || organization.resourcePolicy?.id === id

const notFound = organizationsError('TargetNotFoundException')

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<TagResourceRequest, object> = inOrganization({
  action: 'organizations:TagResource',
  by: 'delegate',
  resources: (organization, { ResourceId }: Parsed<TagResourceRequest>) => [taggableArn(organization, ResourceId)],
  context: (organization, { ResourceId }) => typeContext(organization, ResourceId),
  tags: ({ Tags }) => Tags,
  run: (organization, { ResourceId, Tags }) => {
    if (!isThere(organization, ResourceId)) return err(notFound)
    const tags = parseTags(Tags)
    if (!tags.ok) return tags
    const refused = addTags(organization, ResourceId, tags.value)
    return refused === undefined ? ok({}) : err(refused)
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<UntagResourceRequest, object> = inOrganization({
  action: 'organizations:UntagResource',
  by: 'delegate',
  resources: (organization, { ResourceId }) => [taggableArn(organization, ResourceId)],
  context: (organization, { ResourceId, TagKeys }) => ({ ...typeContext(organization, ResourceId), 'aws:TagKeys': TagKeys }),
  run: (organization, { ResourceId, TagKeys }: Parsed<UntagResourceRequest>) => {
    if (!isThere(organization, ResourceId)) return err(notFound)
    const left = [...(organization.tags.get(ResourceId) ?? [])].filter(([key]) => !TagKeys.includes(key))
    organization.tags.set(ResourceId, new Map(left))
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = inOrganization({
  action: 'organizations:ListTagsForResource',
  by: 'reader',
  resources: (organization, { ResourceId }) => [taggableArn(organization, ResourceId)],
  context: (organization, { ResourceId }) => typeContext(organization, ResourceId),
  run: (organization, input: Parsed<ListTagsForResourceRequest>) => {
    if (!isThere(organization, input.ResourceId)) return err(notFound)
    const page = pageOf(tagList(organization.tags.get(input.ResourceId)), { MaxResults: 50, NextToken: input.NextToken })
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Tags: [...items], ...next })
  },
})
