import { defaultRegions } from './default-regions.ts'

/**
 * Regions in which an account can deactivate STS. Those that are left out cannot be: the global endpoint and `us-east-1` are always active, and so are regions
 * that an account switches on as a whole.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html
 */
export const stsRegions: readonly string[] = defaultRegions.filter((region) => region !== 'us-east-1')
