/**
 * The door of the numbers: customer value, decline, forecasts. Plain arrays in, plain objects out, no database.
 * What each model assumes and when not to trust it: docs/insight.md.
 */
export { type BatchOptions, type ChunkFunction, runBatch } from './batch/pool.ts'
export {
  type AlarmEntry,
  type AlarmOptions,
  alarmScore,
  type OwnRhythm,
  ownRhythm,
  rankDecline,
} from './decline/alarm.ts'
export {
  areaUnderCurve,
  type Calibrator,
  type CalibratorData,
  fitIsotonic,
  fitPlatt,
  type Reliability,
  type ReliabilityRow,
  reliability,
  reviveCalibrator,
} from './decline/calibration.ts'
export { crossFittedReliability, type HeldBackCase, heldBackCases, learnCalibration } from './decline/learn.ts'
export { mase, rmsse, scaledBias, smape, wmape } from './forecast/accuracy.ts'
export { type Choice, type ChoiceOptions, chooseMethod, forecastWithChoice } from './forecast/choose.ts'
export { type CorrectedForecast, type CorrectionAccuracy, correctionAccuracy, inForce } from './forecast/corrections.ts'
export { type DemandPattern, demandPattern } from './forecast/intermittent.ts'
export type { Interval } from './forecast/intervals.ts'
export { type ForecastRequest, forecast, METHOD_LABELS, METHODS, type MethodName } from './forecast/methods.ts'
export {
  type Prediction,
  type PredictOptions,
  type PredictResult,
  type PredictTask,
  predict,
  predictMany,
} from './forecast/predict.ts'
export { type HierarchyNode, type NodeForecast, type ReconcileOptions, reconcile } from './forecast/reconcile.ts'
export { isSeasonal } from './forecast/series.ts'
export { type BgBbParams, bgBb, type OpportunityHistory } from './value/bgBb.ts'
export { bgNbd, mbgNbd } from './value/bgNbd.ts'
export { type BootstrapInterval, type BootstrapOptions, bootstrapIntervals } from './value/bootstrap.ts'
export {
  type ClassInput,
  type ClassRules,
  type CustomerClasses,
  classifyCustomers,
  defaultClassRules,
} from './value/classes.ts'
export { type LifetimeValue, type LifetimeValueOptions, lifetimeValue } from './value/clv.ts'
export type { Fit } from './value/fit.ts'
export { type GammaGammaFit, type GammaGammaParams, gammaGamma, type SpendHistory } from './value/gammaGamma.ts'
export type { PurchaseModel } from './value/model.ts'
export { paretoNbd } from './value/paretoNbd.ts'
export { type CustomerSummary, type Purchase, type PurchaseHistory, summarizePurchases } from './value/purchases.ts'
export {
  type Criterion,
  type Measures,
  quantileScores,
  type Rfm,
  type RfmInput,
  rfm,
  type WeightedScore,
  weightedScores,
} from './value/rfm.ts'
export { type Segments, segmentCustomers } from './value/segments.ts'
