import { glueModel } from '../models/glue.data.ts'
import type { Service } from '../service.ts'
import { Model } from '../wire/shape.ts'
import { operations } from './index.ts'

export const glue: Service = { name: 'glue', model: new Model(glueModel), dialect: 'json', operations }
