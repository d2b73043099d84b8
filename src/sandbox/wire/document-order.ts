/**
 * Under this name an output says in which order the items of its lists go to the document, where AWS mixes the lists.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html#API_ListObjectVersions_Examples
 */
export const documentOrder: unique symbol = Symbol('document order')

/** An output whose lists are mixed. */
export interface InDocumentOrder {
  readonly [documentOrder]: readonly object[]
}

export const isInDocumentOrder = (output: object): output is InDocumentOrder => documentOrder in output
