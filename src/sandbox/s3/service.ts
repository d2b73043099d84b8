import { s3Model } from '../models/s3.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const s3: Service = { name: 's3', model: new Model(s3Model), dialect: 'rest-xml', operations }
