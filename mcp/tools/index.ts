import type { Tool } from '../tool.ts'
import { analyzeScenario } from './analyze-scenario.ts'
import { analyzeVelocity } from './analyze-velocity.ts'
import { competitiveAnalysis } from './competitive-analysis.ts'
import { forecastDelivery } from './forecast-delivery.ts'
import { generatePrd } from './generate-prd.ts'
import { optimizePriorities } from './optimize-priorities.ts'
import { queryBacklog } from './query-backlog.ts'
import { schedulePortfolio } from './schedule-portfolio.ts'
import { scoreAlignment } from './score-alignment.ts'

/** In the order in which they are advertised: it heads the client's prompt cache. */
export const tools: readonly Tool[] = [
  queryBacklog,
  optimizePriorities,
  schedulePortfolio,
  forecastDelivery,
  analyzeVelocity,
  analyzeScenario,
  scoreAlignment,
  competitiveAnalysis,
  generatePrd,
]
