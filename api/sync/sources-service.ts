import { githubSource } from './github/source.ts'
import { readGithubWebhook } from './github/webhook.ts'
import { jiraSource } from './jira/source-service.ts'
import { readJiraWebhook } from './jira/webhook.ts'
import { linearSource } from './linear/source.ts'
import { readLinearWebhook } from './linear/webhook.ts'
import type { OpenSource, ReadWebhook, SourceKind } from './source.ts'

/** How each kind is read, and how its webhooks are. */
export const SOURCES: Readonly<Record<SourceKind, { readonly open: OpenSource; readonly webhook: ReadWebhook }>> = {
  jira: { open: jiraSource, webhook: readJiraWebhook },
  linear: { open: linearSource, webhook: readLinearWebhook },
  github: { open: githubSource, webhook: readGithubWebhook },
}
