import type { Tool } from '../tool.ts'
import { analyzeVelocity } from './analyze-velocity.ts'
import { forecastDelivery } from './forecast-delivery.ts'
import { queryBacklog } from './query-backlog.ts'
import { schedulePortfolio } from './schedule-portfolio.ts'

/** In the order in which they are advertised: it heads the client's prompt cache. */
export const tools: readonly Tool[] = [queryBacklog, schedulePortfolio, forecastDelivery, analyzeVelocity]
