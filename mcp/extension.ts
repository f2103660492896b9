/** Entry of the desktop extension: the stdio bridge alone, configured by its environment. */
import { runBridge } from './stdio.ts'

await runBridge({}, process.env)
