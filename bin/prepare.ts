/** Makes what a first start needs and does not find. Runs after an installation, and beside a server that found no image. */
import { makeImage } from '../api/data/embedded/make-image.ts'
import { buildPages } from '../views/build.ts'

await buildPages()
await makeImage()
// The embedded database leaves timers behind.
process.exit()
