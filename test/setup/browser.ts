/** What the project `browser` needs, once for all its files: a browser, and what tests with databases need. */
import type { TestProject } from 'vitest/node'
import { findBrowser, type Launch } from '../servers/chromium.ts'
import databases from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    browser: Launch
  }
}

export default async function setup(project: TestProject) {
  project.provide('browser', await findBrowser())
  return databases(project)
}
