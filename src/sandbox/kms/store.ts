/** What KMS knows. Only the operations of `kms/` write to it. */
export class KmsStore {}
