import type { SettingName } from './ticket.ts'

/** Names that products and people give to the settings of a connection, in lower case and without separators and accents. */
const aliases: Readonly<Record<SettingName, readonly string[]>> = {
  connector: [
    'connector',
    'connectortype',
    'connectiontype',
    'connectorclass',
    'destination',
    'destinationtype',
    'source',
    'sourcetype',
    'kindofconnection',
    'typeofconnection',
  ],
  roleArn: [
    'iamrole',
    'iamrolearn',
    'rolearn',
    'awsrolearn',
    'assumerolearn',
    'storageawsrolearn',
    'role',
    'rolename',
    'awsiamrole',
    'awsiamrolearn',
    'rolle',
    'rollenarn',
    'iamrolle',
    'rol',
    'roliam',
    'roleiam',
    'arndelrol',
    'funcao',
    'ruolo',
  ],
  externalId: [
    'externalid',
    'stsexternalid',
    'awsexternalid',
    'storageawsexternalid',
    'roleexternalid',
    'externeid',
    'externalidentifier',
    'idexterno',
    'idexterne',
    'identificadorexterno',
    'identifiantexterne',
    'idesterno',
  ],
  sessionName: ['sessionname', 'rolesessionname'],
  bucket: [
    'bucket',
    'bucketname',
    'inputbucket',
    's3bucket',
    's3bucketname',
    'databucket',
    'sourcebucket',
    'destinationbucket',
    'targetbucket',
    'awsbucket',
    'awss3bucket',
    'awss3bucketname',
    'compartiment',
    'compartimento',
    'nombredelbucket',
    'nomdubucket',
    'nomedobucket',
  ],
  baseDirectory: [
    'basedirectory',
    'basedir',
    'prefix',
    's3prefix',
    'awss3prefix',
    'pathprefix',
    'bucketprefix',
    'folder',
    'foldername',
    'folderpath',
    'subfolder',
    'directory',
    'basepath',
    's3path',
    'bucketpath',
    's3bucketpath',
    'ordner',
    'verzeichnis',
    'carpeta',
    'directorio',
    'prefijo',
    'dossier',
    'repertoire',
    'prefixe',
    'pasta',
    'diretorio',
    'prefixo',
    'cartella',
    'map',
  ],
  region: ['region', 'awsregion', 'bucketregion', 's3region', 's3bucketregion', 'regionname', 'regiao', 'regione'],
  intermediateBucket: ['intermediatebucket', 'transferbucket', 'stagingbucket'],
  kmsKeyArn: ['kmskey', 'kmskeyarn', 'kmskeyid', 'encryptionkey', 'key', 'keyarn', 'encrypted'],
  scheme: ['scheme', 'protocol'],
  callerArn: [
    'caller',
    'callerarn',
    'calleridentity',
    'callingprincipal',
    'callinguser',
    'callingarn',
    'principal',
    'principalarn',
    'trustedprincipal',
    'vendorprincipal',
    'vendoraccount',
    'vendoraccountid',
    'trustedaccount',
    'trustedaccountid',
    'trustedarn',
    'user',
    'iamuser',
    'userarn',
    'iamuserarn',
    'storageawsiamuserarn',
  ],
}

const names = new Map(Object.entries(aliases).flatMap(([setting, all]) => all.map((alias) => [alias, setting as SettingName] as const)))

/** Without what a shell writes before it, and what people write around it: `Our bucket path configured in the connection` is `bucketpath`. */
export const plainName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^(?:export|set|env)\s+|^\$env:|^(?:our|your|my|the|their)\s+/, '')
    .replace(/(?<=\w)\s+(?:configured|set|shown|used|given|entered|in|of|for|from|on|that|which|we|you|as)\b.*$/, '')
    .replace(/[^a-z0-9]/g, '')

/** The setting that is called so. */
export const settingCalled = (name: string): SettingName | undefined => names.get(plainName(name))

/** As a name begins in a sentence: one to three words. */
export const settingWords =
  'iam role arn|iam role|role arn|role name|role|rolle|rol|rôle|função|ruolo|external[ _-]?id|externe id|id externo|id externe|identificador externo|identifiant externe|id esterno|source bucket|destination bucket|input bucket|target bucket|intermediate bucket|transfer bucket|staging bucket|bucket name|bucket region|bucket path|bucket|compartiment|compartimento|base directory|path prefix|folder path|folder|prefix|directory|ordner|verzeichnis|carpeta|prefijo|dossier|préfixe|pasta|prefixo|cartella|aws region|region|región|région|região|regione|kms key arn|kms key id|kms key|key'
