#!/usr/bin/env node
// What a first start would otherwise make: the pages, and the image of the embedded database.
import { onNode24 } from './node24.mjs'

await onNode24(import.meta.url, () => import('./prepare.ts'))
