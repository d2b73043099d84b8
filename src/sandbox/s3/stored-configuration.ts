import type {
  AnalyticsConfiguration,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  MetricsConfiguration,
} from '@aws-sdk/client-s3'
import type { Parsed } from '../parsed.ts'

/** The documents of which a bucket has many, by the member that holds them in requests and answers. */
export interface ConfigurationDocuments {
  readonly AnalyticsConfiguration: Parsed<AnalyticsConfiguration>
  readonly IntelligentTieringConfiguration: Parsed<IntelligentTieringConfiguration>
  readonly InventoryConfiguration: Parsed<InventoryConfiguration>
  readonly MetricsConfiguration: Parsed<MetricsConfiguration>
}

export type ConfigurationMember = keyof ConfigurationDocuments

/** Stored, not carried out: nothing is analysed, tiered, listed or measured. */
export interface StoredConfiguration {
  readonly member: ConfigurationMember
  readonly document: ConfigurationDocuments[ConfigurationMember]
}
