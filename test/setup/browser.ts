/** What the project `browser` needs, once for all its files: a browser, and an embedded database to start from. */
import type { TestProject } from 'vitest/node'
import { findBrowser, type Launch } from '../chromium.ts'
import { embeddedTemplate } from '../templates.ts'

declare module 'vitest' {
  interface ProvidedContext {
    browser: Launch
  }
}

export default async function setup(project: TestProject) {
  project.provide('browser', await findBrowser())
  project.provide('embedded', await embeddedTemplate())
}
