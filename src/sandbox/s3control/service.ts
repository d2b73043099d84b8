import { s3controlModel } from '../models/s3control.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const s3control: Service = { name: 's3control', model: new Model(s3controlModel), dialect: 'rest-xml', operations }
