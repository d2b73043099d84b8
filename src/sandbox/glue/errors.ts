import type { AwsError } from '../error.ts'

/** As answers about many things tell the error of one. */
export const detailOf = ({ code, message }: AwsError) => ({ ErrorCode: code, ErrorMessage: message })

export const glueError = (code: string, message: string): AwsError => ({ code, message, status: 400 })

/** The sentence is quoted in https://github.com/hashicorp/terraform-provider-aws/issues/10251 */
export const noDatabase = (name: string): AwsError => glueError('EntityNotFoundException', `Database ${name} not found.`)

/** The sentence is quoted in https://github.com/hashicorp/terraform-provider-aws/issues/34132 and https://github.com/floci-io/floci/issues/1318 */
export const noTable = (name: string): AwsError => glueError('EntityNotFoundException', `Table ${name} not found.`)

/** Of batches, which have words of their own: recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue/catalog_verified.json). */
export const notFound = (what: string): AwsError => glueError('EntityNotFoundException', `${what} not found`)

/** Of GetTable alone; the sentence is quoted in https://github.com/databricks/iceberg-kafka-connect/issues/184 */
export const noEntity: AwsError = glueError('EntityNotFoundException', 'Entity Not Found')

/** Recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue/catalog_verified.json). */
export const noPartition: AwsError = glueError('EntityNotFoundException', 'Cannot find partition.')

/** The words for databases, tables, partitions and connections were recorded from AWS (github.com/radkawar/stackd, testdata/aws/glue), the others are inferred. */
export const alreadyExists = (kind: 'Connection' | 'Database' | 'Table' | 'Partition' | 'Partition index' | 'Function'): AwsError =>
  glueError('AlreadyExistsException', `${kind} already exists.`)
