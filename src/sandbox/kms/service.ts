import { kmsModel } from '../models/kms.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const kms: Service = { name: 'kms', model: new Model(kmsModel), dialect: 'json', operations }
