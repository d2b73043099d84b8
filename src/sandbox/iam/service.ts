import { iamModel } from '../models/iam.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const iam: Service = { name: 'iam', model: new Model(iamModel), dialect: 'query', operations }
