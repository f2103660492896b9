/** Ranks in a thread of its own: a list of thousands takes longer than a frame. Gets the picture once, then weights. */
import { rankAgain, type PrioritiesPicture, type Weights } from '../../pictures/priorities/priorities-picture.ts'

let picture: PrioritiesPicture | null = null

addEventListener('message', ({ data }: MessageEvent<PrioritiesPicture | Weights>) => {
  if ('rows' in data) picture = data
  else if (picture) postMessage(rankAgain(picture, data))
})
