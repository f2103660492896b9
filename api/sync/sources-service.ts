import { jiraSource } from './jira/source-service.ts'
import { readJiraWebhook } from './jira/webhook.ts'
import type { OpenSource, ReadWebhook, SourceKind } from './source.ts'

/** How each kind is read, and how its webhooks are. */
export const SOURCES: Partial<Record<SourceKind, { readonly open: OpenSource; readonly webhook: ReadWebhook }>> = {
  jira: { open: jiraSource, webhook: readJiraWebhook },
}
