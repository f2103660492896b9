import manifest from '../../package.json' with { type: 'json' }

/** The version of PM33 that runs, as 1.2.0. */
export const VERSION: string = manifest.version
