import { type MappedText, rewriteText } from '../base/mapped-text.ts'

/** The names of settings in languages that write without Latin letters, in the order in which they are looked for: longer ones first. */
const labels: readonly (readonly [pattern: string, setting: string])[] = [
  ['(?:IAM)?ロール(?:の)?(?:名|[ ]?ARN)?|(?:IAM[ ]?)?角色(?:[ ]?ARN|名称|名稱)?|(?:IAM[ ]?)?역할(?:[ ]?ARN)?|роль', 'role'],
  ['外部[ ]?(?:ID|识别码)|외부[ ]?ID|внешний[ ]ID', 'external id'],
  ['(?:S3[ ]?)?(?:バケット名?|存储桶(?:名称)?|儲存桶(?:名稱)?|버킷(?:[ ]?이름)?|бакет)', 'bucket'],
  ['フォルダー?|プレフィックス|ディレクトリ|文件夹|資料夾|目录|前缀|폴더|папка|префикс', 'folder'],
  ['リージョン|区域|區域|地域|리전|регион', 'region'],
  ['(?:KMS)?キー(?:[ ]?ARN)?|密钥(?:[ ]?ARN)?', 'kms key'],
]

const label = new RegExp(
  `(?<![\\p{Script=Cyrillic}])(?:${labels.map(([pattern]) => `(${pattern})`).join('|')})[ \\t]*(?:[:\uff1a=]|[はがは为是為]|—)[ \\t]*[「『“"]?(?=[\\w/.-])`,
  'giu',
)

/** A prose whose settings are written in Japanese, Chinese, Korean or Russian, with the English names of settings and with plain punctuation. */
export function translateLabels(prose: MappedText): MappedText {
  if (!/[\u0400-\u04ff\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(prose.text)) return prose
  const plain = rewriteText(prose, /[,、。;」』\uff0c\uff1b]/g, () => ', ')
  return rewriteText(plain, label, (match) => `${labels[match.slice(1).findIndex((found) => found !== undefined)]?.[1] ?? ''}: `)
}
