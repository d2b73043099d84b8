/**
 * Messages of AWS that tell their code, where a ticket has only the message.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html
 */
export const messageCodes: readonly (readonly [code: string, message: RegExp])[] = [
  ['MethodNotAllowed', /The\s+specified\s+method\s+is\s+not\s+allowed\s+against\s+this\s+resource\.?/g],
  ['NoSuchBucket', /The\s+specified\s+bucket\s+does\s+not\s+exist/g],
  ['NoSuchKey', /The\s+specified\s+key\s+does\s+not\s+exist\.?/g],
  ['InvalidAccessKeyId', /The\s+AWS\s+Access\s+Key\s+Id\s+you\s+provided\s+does\s+not\s+exist\s+in\s+our\s+records\.?/g],
  [
    'SignatureDoesNotMatch',
    /The\s+request\s+signature\s+we\s+calculated\s+does\s+not\s+match\s+the\s+signature\s+you\s+provided\.(?:\s+Check\s+your\s+(?:key|AWS\s+Secret\s+Access\s+Key)\s+and\s+signing\s+method\.)?/g,
  ],
  ['SignatureDoesNotMatch', /Signature\s+(?:expired|not\s+yet\s+current):\s+\S+[^\n]*/g],
  ['InvalidClientTokenId', /The\s+security\s+token\s+included\s+in\s+the\s+request\s+is\s+invalid\.?/g],
  ['ExpiredToken', /The\s+(?:provided\s+token\s+has|security\s+token\s+included\s+in\s+the\s+request\s+is)\s+expired\.?/g],
  ['InvalidToken', /The\s+provided\s+token\s+is\s+malformed\s+or\s+otherwise\s+invalid\.?/g],
  ['RequestTimeTooSkewed', /The\s+difference\s+between\s+the\s+request\s+time\s+and\s+the\s+current\s+time\s+is\s+too\s+large\.?/g],
  [
    'PermanentRedirect',
    /The\s+bucket\s+you\s+are\s+attempting\s+to\s+access\s+must\s+be\s+addressed\s+using\s+the\s+specified\s+endpoint\.(?:\s+Please\s+send\s+all\s+future\s+requests\s+to\s+this\s+endpoint\.?)?/g,
  ],
  [
    'AuthorizationHeaderMalformed',
    /The\s+authorization\s+header\s+is\s+malformed;\s+the\s+region\s+'[\w-]+'\s+is\s+wrong;\s+expecting\s+'[\w-]+'/g,
  ],
  ['ValidationError', /Request\s+ARN\s+is\s+invalid/g],
  ['ValidationError', /\d+\s+validation\s+errors?\s+detected:[^\n]+/g],
  ['ValidationError', /The\s+requested\s+DurationSeconds\s+exceeds\s+[^\n]+/g],
  ['KMS.DisabledException', /\barn:[\w-]+:kms:[\w-]*:\d{12}:key\/[\w-]+\s+is\s+disabled\.?/g],
  ['KMS.KMSInvalidStateException', /\barn:[\w-]+:kms:[\w-]*:\d{12}:key\/[\w-]+\s+is\s+pending\s+(?:deletion|import)\.?/g],
  ['KMS.NotFoundException', /Key\s+'arn:[\w-]+:kms:[\w-]*:\d{12}:key\/[\w-]+'\s+does\s+not\s+exist/g],
  [
    'MalformedPolicy',
    /Policy\s+has\s+invalid\s+(?:resource|action)|Action\s+does\s+not\s+apply\s+to\s+any\s+resource\(s\)\s+in\s+statement|Conditions\s+do\s+not\s+apply\s+to\s+combination\s+of\s+actions\s+and\s+resources\s+in\s+statement|Missing\s+required\s+field\s+\w+|Policies\s+must\s+be\s+valid\s+JSON\s+and\s+the\s+first\s+byte\s+must\s+be\s+'\{'/g,
  ],
  [
    'MalformedPolicyDocument',
    /Syntax\s+errors?\s+in\s+policy\.?|The\s+policy\s+failed\s+legacy\s+parsing|Has\s+prohibited\s+field\s+\w+\.?|This\s+policy\s+contains\s+invalid\s+Json|Resource\s+\S+\s+must\s+be\s+in\s+ARN\s+format\s+or\s+"\*"\.?|Invalid\s+principal\s+in\s+policy:\s+"[^"]+":"[^"]+"/g,
  ],
  ['MalformedPolicy', /Invalid\s+principal\s+in\s+policy/g],
  ['AccessDenied', /Insufficient\s+Lake\s+Formation\s+permission\(s\)[^\n"]*/g],
  ['NotFound', /(?:Database|Table)\s+\S+\s+not\s+found\.?/g],
  ['InvalidObjectState', /The\s+operation\s+is\s+not\s+valid\s+for\s+the\s+object's\s+(?:storage\s+class|access\s+tier)\.?/g],
  ['InvalidRequest', /The\s+object\s+was\s+stored\s+using\s+a\s+form\s+of\s+Server\s+Side\s+Encryption\.[^\n<"]*/g],
  ['AccessControlListNotSupported', /The\s+bucket\s+does\s+not\s+allow\s+ACLs\.?/g],
  ['RegionDisabledException', /STS\s+is\s+not\s+activated\s+in\s+this\s+region[^\n<"]*/g],
  ['AccessDenied', /Access\s+Denied\s+because\s+object\s+protected\s+by\s+object\s+lock\.?/g],
  ['AccessDenied', /Access\s+Denied(?:\.(?!\w))?/g],
]

/** What clients say, each in its own words, of a certificate that is not for the host that they called; AWS has not been asked anything then. */
export const certificateMismatch =
  /Certificate for <[^>\n]+> doesn't match any of the subject alternative names(?:: \[[^\]\n]*\])?|hostname '[^'\n]+' doesn't match (?:either of )?'[^\n)]+|certificate is not valid for '[^'\n]+'|Hostname\/IP does not match certificate's altnames: [^\n]+|certificate is valid for [\w*., -]+?, not [\w.-]+|no alternative certificate subject name matches target host ?name(?: '[^'\n]+')?/g
