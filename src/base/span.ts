/** A place in a text. `line` and `column` count from 1 (columns in UTF-16 code units), `offset` from 0. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** A stretch of a user's file. `end` is exclusive. */
export interface Span {
  /** The path as the user would type it: relative to the working directory, with forward slashes. */
  readonly file: string
  readonly start: Position
  readonly end: Position
  /** JSON Pointer (RFC 6901) of the value that stands here, `''` for the whole document; absent where the text is not JSON or YAML. */
  readonly pointer?: string
}

/** `policies/s3-input/read.json:6:19`, the form that editors and terminals turn into a link. */
export const formatPlace = (at: Span): string => `${at.file}:${at.start.line}:${at.start.column}`
