/** Every format that an import reads, and where it is. Names, detection, and reading follow from these two lists. */
import { API_TRACKERS } from './trackers/api-trackers.ts'
import { asanaApiCsv } from './trackers/asana-api.ts'
import { azureDevopsCsv } from './trackers/azure-devops.ts'
import { githubJson } from './trackers/github.ts'
import { jiraXml } from './jira/jira-xml.ts'
import { jiraCsv, jiraJson } from './jira/jira.ts'
import { anyJson, asanaJson, githubProjectJson, gitlabJson } from './trackers/json-trackers.ts'
import { linearCsv, linearJson } from './trackers/linear.ts'
import { asanaCsv, clickupCsv, shortcutCsv } from './mappings.ts'
import { bugzillaCsv, openProjectCsv, redmineCsv, taigaCsv, trelloCsv } from './trackers/open-trackers.ts'
import { ownCsv, ownJson } from './own/own-format.ts'
import { anyCsv } from './sheet.ts'
import type { CsvSource, JsonSource } from './source.ts'
import { githubProjectCsv, gitlabCsv, mondayCsv, notionCsv, pivotalCsv, youtrackCsv } from './trackers/trackers.ts'
import { trelloJson } from './trackers/trello.ts'
import { rallyCsv, tracCsv } from './trackers/work-trackers.ts'

export const CSV_SOURCES: readonly CsvSource[] = [
  ownCsv,
  jiraCsv,
  linearCsv,
  azureDevopsCsv,
  asanaCsv,
  shortcutCsv,
  clickupCsv,
  gitlabCsv,
  githubProjectCsv,
  pivotalCsv,
  notionCsv,
  youtrackCsv,
  mondayCsv,
  asanaApiCsv,
  redmineCsv,
  openProjectCsv,
  bugzillaCsv,
  taigaCsv,
  trelloCsv,
  rallyCsv,
  tracCsv,
  anyCsv,
]
export const JSON_SOURCES: readonly JsonSource[] = [
  ownJson,
  jiraJson,
  jiraXml,
  githubJson,
  linearJson,
  githubProjectJson,
  gitlabJson,
  trelloJson,
  asanaJson,
  ...API_TRACKERS,
  anyJson,
]

export const FORMATS: readonly string[] = [...CSV_SOURCES, ...JSON_SOURCES].map(({ format }) => format)
