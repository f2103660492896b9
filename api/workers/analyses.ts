/** Every analysis that a worker knows: each registers itself under its name. */
import '../optimize/service.ts'
import '../scenarios/analysis-service.ts'
import '../scenarios/why-moved-service.ts'
import '../scheduling/service.ts'
import '../strategy/alignment-service.ts'
import '../velocity/forecast-service.ts'
import '../velocity/velocity-service.ts'
