/** The door of route planning: the order of a rep's visits. See docs/insight.md. */
export { type DaysPlan, EXACT_UP_TO, type PlanOptions, planDays, planRoute } from './plan.ts'
export { euclideanTravel, type Route, type RoutePlan, type RouteProblem, type Stop, type Visit } from './problem.ts'
export type { Day, DaysProblem } from './schedule.ts'
