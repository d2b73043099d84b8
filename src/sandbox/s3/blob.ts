/** Bytes that are kept outside of memory, and that nobody changes after they were stored. */
export interface Blob {
  readonly id: string
  readonly length: number
  /** The bytes from `first` on, `length` of them, as they come. */
  readonly read: (first: number, length: number) => AsyncIterable<Uint8Array>
}

/** A blob in the making. */
export interface BlobWriter {
  /** Takes a copy. What it gives back is to be waited for: then the disk is behind. */
  readonly write: (chunk: Uint8Array) => void | Promise<void>
  readonly finish: () => Promise<Blob>
  /** Leaves nothing behind. */
  readonly discard: () => Promise<void>
}

/** Where large bodies go. What holds files is handed in: nothing else of S3 touches the disk. */
export interface BlobStore {
  /** Bodies of more bytes than this are blobs; smaller ones stay in memory. */
  readonly threshold: number
  readonly create: () => BlobWriter
}
