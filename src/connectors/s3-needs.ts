import type { Identity, Need } from '../fixture/need.ts'
import type { S3Connection } from './connection.ts'
import type { StepName } from './step.ts'

/** An external ID that no set-up has: a role that accepts it accepts any. */
export const strangeExternalId = 'sallyport-some-other-id'

/** The key of the file that the probe writes, reads back and deletes. */
export const checkKey = (connection: S3Connection, id = 'file'): string => inFolder(connection, `sallyport-check-${id}.txt`)

/** The key of the large upload of the probe. */
export const largeKey = (connection: S3Connection, id = 'file'): string => inFolder(connection, `sallyport-check-${id}-large.bin`)

/** The key that the probe writes to the transfer bucket. */
export const transferKey = (id = 'file'): string => `sallyport-check/${id}.txt`

/** The prefix as the product sends it: the folder to the letter and a slash; none for the whole bucket. */
export const listPrefix = ({ baseDirectory }: S3Connection): string | undefined => (baseDirectory === '' ? undefined : `${baseDirectory}/`)

const inFolder = (connection: S3Connection, name: string): string => `${listPrefix(connection) ?? ''}${name}`

/** Who works with the bucket: the session of the role, or the user whose key the customer gave. */
export const worker = ({ caller, roleArn, sessionName }: S3Connection): Identity =>
  roleArn === undefined ? { type: 'user', name: caller } : { type: 'role', arn: roleArn, sessionName }

/** The needs of one connection, each built from its step and what it asks for. */
export class Needs {
  private readonly connection: S3Connection

  constructor(connection: S3Connection) {
    this.connection = connection
  }

  /** AssumeRole with the external ID; then without and with another one, which must be refused. */
  assumeRole(): readonly Need[] {
    const { caller, roleArn, externalId } = this.connection
    if (roleArn === undefined) return []
    const assume = (step: StepName, id: string | undefined, expected: Need['expected']): Need => ({
      step,
      by: { type: 'user', name: caller },
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: { 'sts:rolesessionname': this.connection.sessionName, ...(id === undefined ? {} : { 'sts:externalid': id }) },
      expected,
    })
    if (externalId === undefined || externalId === '') return [assume('sts.assume', undefined, 'allowed')]
    return [
      assume('sts.assume', externalId, 'allowed'),
      assume('sts.assume-noext', undefined, 'denied'),
      assume('sts.assume-random-ext', strangeExternalId, 'denied'),
    ]
  }

  onBucket(step: StepName, action: string, prefix?: string): Need {
    return this.on(step, action, `arn:aws:s3:::${this.connection.bucket}`, prefix === undefined ? {} : { 's3:prefix': prefix })
  }

  onObject(step: StepName, action: string, key: string, context: Need['context'] = {}): Need {
    return this.on(step, action, `arn:aws:s3:::${this.connection.bucket}/${key}`, context)
  }

  onTransferBucket(step: StepName, action: string): readonly Need[] {
    const { intermediateBucket } = this.connection
    return intermediateBucket === undefined ? [] : [this.on(step, action, `arn:aws:s3:::${intermediateBucket}`)]
  }

  onTransferObject(step: StepName, action: string, key = transferKey()): readonly Need[] {
    const { intermediateBucket } = this.connection
    return intermediateBucket === undefined ? [] : [this.on(step, action, `arn:aws:s3:::${intermediateBucket}/${key}`)]
  }

  private on(step: StepName, action: string, resource: string, context: Need['context'] = {}): Need {
    const secure = String(this.connection.scheme === 'https')
    return {
      step,
      by: worker(this.connection),
      action,
      resource,
      context: { 'aws:securetransport': secure, ...context },
      expected: 'allowed',
    }
  }
}
