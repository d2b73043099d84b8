/** What IAM knows of one service that has a role of its own in accounts. */
export interface ServiceLinkedRole {
  readonly roleName: string
  /** The one managed policy that it gets, under `/aws-service-role/`. */
  readonly policyName: string
  /** Whether an account may have several, told apart by a suffix. */
  readonly takesSuffix?: boolean
}

/**
 * By service principal. The names were recorded from IAM (LocalStack project, tests/aws/services/iam/test_iam.py) or stand on the services' pages.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export const serviceLinkedRoles: ReadonlyMap<string, ServiceLinkedRole> = new Map(
  Object.entries({
    'autoscaling.amazonaws.com': {
      roleName: 'AWSServiceRoleForAutoScaling',
      policyName: 'AutoScalingServiceRolePolicy',
      takesSuffix: true,
    },
    'batch.amazonaws.com': { roleName: 'AWSServiceRoleForBatch', policyName: 'BatchServiceRolePolicy' },
    'cks.kms.amazonaws.com': {
      roleName: 'AWSServiceRoleForKeyManagementServiceCustomKeyStores',
      policyName: 'AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy',
    },
    'cloudtrail.amazonaws.com': { roleName: 'AWSServiceRoleForCloudTrail', policyName: 'CloudTrailServiceRolePolicy' },
    'dms.amazonaws.com': { roleName: 'AWSServiceRoleForDMSServerless', policyName: 'AWSDMSServerlessServiceRolePolicy' },
    'ecs.amazonaws.com': { roleName: 'AWSServiceRoleForECS', policyName: 'AmazonECSServiceRolePolicy' },
    'eks.amazonaws.com': { roleName: 'AWSServiceRoleForAmazonEKS', policyName: 'AmazonEKSServiceRolePolicy' },
    'elasticache.amazonaws.com': { roleName: 'AWSServiceRoleForElastiCache', policyName: 'ElastiCacheServiceRolePolicy' },
    'elasticloadbalancing.amazonaws.com': {
      roleName: 'AWSServiceRoleForElasticLoadBalancing',
      policyName: 'AWSElasticLoadBalancingServiceRolePolicy',
    },
    'kafka.amazonaws.com': { roleName: 'AWSServiceRoleForKafka', policyName: 'KafkaServiceRolePolicy' },
    'lakeformation.amazonaws.com': {
      roleName: 'AWSServiceRoleForLakeFormationDataAccess',
      policyName: 'LakeFormationDataAccessServiceRolePolicy',
    },
    'mq.amazonaws.com': { roleName: 'AWSServiceRoleForAmazonMQ', policyName: 'AmazonMQServiceRolePolicy' },
    'mrk.kms.amazonaws.com': {
      roleName: 'AWSServiceRoleForKeyManagementServiceMultiRegionKeys',
      policyName: 'AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy',
    },
    'opensearchservice.amazonaws.com': {
      roleName: 'AWSServiceRoleForAmazonOpenSearchService',
      policyName: 'AmazonOpenSearchServiceRolePolicy',
    },
    'rds.amazonaws.com': { roleName: 'AWSServiceRoleForRDS', policyName: 'AmazonRDSServiceRolePolicy' },
    'redshift.amazonaws.com': { roleName: 'AWSServiceRoleForRedshift', policyName: 'AmazonRedshiftServiceLinkedRolePolicy' },
  }),
)
