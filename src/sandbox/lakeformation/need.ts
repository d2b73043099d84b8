/** What Lake Formation grants. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html */
export type LakePermission =
  | 'ALL'
  | 'ALTER'
  | 'ASSOCIATE'
  | 'CREATE_DATABASE'
  | 'CREATE_LF_TAG'
  | 'CREATE_LF_TAG_EXPRESSION'
  | 'CREATE_TABLE'
  | 'DATA_LOCATION_ACCESS'
  | 'DELETE'
  | 'DESCRIBE'
  | 'DROP'
  | 'GRANT_WITH_LF_TAG_EXPRESSION'
  | 'INSERT'
  | 'SELECT'

/** One permission on one thing of a catalog, as an operation needs it. */
export type Need =
  | { readonly permission: LakePermission; readonly on: 'catalog' }
  | { readonly permission: LakePermission; readonly on: 'database'; readonly database: string }
  | { readonly permission: LakePermission; readonly on: 'table'; readonly database: string; readonly table: string }
  /** As an `s3://` address; asked where Lake Formation guards it. */
  | { readonly permission: 'DATA_LOCATION_ACCESS'; readonly on: 'location'; readonly location: string }
