/** The tracker that the walks connect to: a fake that runs as long as the process of the tests does. */
import { FakeJira } from '../sync/fakes/fake-jira.ts'

const jira = new FakeJira()
const at = await jira.listen()
jira.unref()

export const WALKED_JIRA = { site: 'https://walked.atlassian.net', account: jira.account, token: jira.token }
export const WALKED_HOSTS: readonly string[] = [`walked.atlassian.net=${at}`]
