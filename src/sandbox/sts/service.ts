import { stsModel } from '../models/sts.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const sts: Service = { name: 'sts', model: new Model(stsModel), dialect: 'query', operations }
