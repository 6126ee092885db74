/**
 * Everything a report shows, as plain data: no DOM, no files, no typed arrays.
 * Who fills it: the project room. Who reads it: renderReport, buildSummary and the figures.
 * Accuracies and gaps are fractions in 0..1 (gaps in -1..1), never percent; names are raw and escaped only when rendered.
 */
import type { GroupAuroc, HeadPoint, SensitivityComparison } from '../figures/index.js';
import type { ModelStudy, Recommendation } from '../protocol/index.js';
import type { Verdict, VerdictSource } from '../records/annotation.js';
import type { ClassGap, MitigationMethod, MitigationTrial, ModelBias } from '../records/bias.js';
import type { SkippedImage, SplitName } from '../records/dataset.js';
import type { HeadKind, ImportantFeature } from '../records/discovery.js';
import type { ClassEvidence, ModelEvidence } from '../records/evidence.js';

/** A picture in the page; thumbnails of 96 to 128 pixels keep a report of 50 classes usable. */
export interface ReportImage {
  /** `data:image/…` URI; anything else is refused, so that a report never fetches. */
  src: string;
  /** The data set's own relative path. */
  path: string;
}

/** A picture with its place in the spuriosity ranking of its class. */
export interface RankedImage extends ReportImage {
  spuriosity: number;
  /** Display name of the class the head chose; null where there is no prediction. */
  predictedClass: string | null;
  /** Null where there is no prediction. */
  correct: boolean | null;
}

/** Accuracy on the images with most and with least of one feature. */
export interface FeatureSplit {
  split: SplitName;
  /** Images at either end. */
  k: number;
  accuracyTop: number;
  accuracyBottom: number;
}

/** One (class, feature) pair with the pictures that show what it detects. */
export interface ReportFeature
  extends Pick<ImportantFeature, 'feature' | 'rank' | 'importance'>,
    Pick<Verdict, 'verdict' | 'source' | 'basis' | 'votesCore' | 'votesSpurious'> {
  /** The cue in a word or two where people or the data set name it ("water"); null otherwise. */
  label: string | null;
  /** Training images with most of the feature, strongest first. */
  top: ReportImage[];
  /** Activation maps over `top`, in the same order. */
  heatmaps: ReportImage[];
  /** Feature attacks on `top`, in the same order; absent where none were made. */
  attacks?: ReportImage[];
  /** Training images with least of the feature (natural counterfactuals), weakest first. */
  bottom: ReportImage[];
  accuracy?: FeatureSplit;
}

export interface GapNumbers
  extends Pick<ClassGap, 'k' | 'imageCount' | 'reducedK' | 'accuracyTop' | 'accuracyBottom' | 'gap'> {
  /** 95%. */
  interval: { low: number; high: number };
}

/** Accuracy of a stretch of the ranking. */
export interface RankPoint {
  /** Middle of the stretch as a share of the ranking: 0 = least spurious, 1 = most. */
  rank: number;
  accuracy: number;
  imageCount: number;
}

export interface RankCurve {
  /** How the images were chosen that the head was tuned on; null for the head before. */
  method: MitigationMethod | null;
  points: RankPoint[];
}

export interface ReportClass {
  index: number;
  /** Display name. */
  name: string;
  gloss?: string;
  /** Null for a class without a spurious feature: it has no ranking. */
  gap: GapNumbers | null;
  gapAfter?: GapNumbers | null;
  /** Witnesses of the first model; null without a gap. */
  evidence: ClassEvidence | null;
  /** A verdict on one of its pairs is provisional. */
  isProvisional: boolean;
  /** Ends of the ranking of the split that is measured, most extreme first; empty without a ranking. */
  mostSpurious: RankedImage[];
  leastSpurious: RankedImage[];
  features: ReportFeature[];
  /** Of this class alone; absent or empty where it was not computed. */
  rankCurves?: RankCurve[];
}

export interface ReportHead {
  /** `own`: the encoder's; `fitted`: a linear layer trained on this data set's features. */
  kind: HeadKind;
  /** The recipe in words, for fitted heads: "Adam, rate 0.1, 20 epochs, seed 0". */
  recipe: string | null;
  /** NaN where it was not measured. */
  trainAccuracy: number;
  valAccuracy: number;
  /** Empty for the encoder's own head. */
  curve: HeadPoint[];
}

export interface ReportHeader {
  /** Name of the data set. */
  title: string;
  /** As it should be printed; the report reads no clock. */
  date: string;
  /** True for data drawn by this program; the page then says so. */
  synthetic: boolean;
  encoder: { title: string; robust: boolean; licence: string };
  head: ReportHead;
  classCount: number;
  /** Images in use, per split. */
  imageCounts: Record<SplitName, number>;
  skipped: SkippedImage[];
  notes: string[];
}

/** Which ends were measured, and where. */
export interface GapSettings {
  /** k as asked for; small classes use less and say so. */
  k: number;
  split: SplitName;
}

export interface ReportMitigation {
  /** Whose head was tuned. */
  model: string;
  /** How images were chosen and the head tuned, in words. */
  settings: string;
  /** Images at either end of the gaps. */
  k: number;
  /** Of the size of the gaps on the stopping images; null where no method tuned. */
  targetGap: number | null;
  recommendation: Recommendation;
  trials: MitigationTrial[];
}

export interface GroupAccuracy {
  className: string;
  group: string;
  imageCount: number;
  accuracyBefore: number;
  /** Null without mitigation. */
  accuracyAfter: number | null;
}

export interface ReportGroups {
  column: string;
  split: SplitName;
  auroc: GroupAuroc[];
  accuracy: GroupAccuracy[];
}

/** What corruptions cost two models, and how many measurements no longer hold. */
export interface ReportSensitivities {
  comparison: SensitivityComparison;
  /** Models that were corrupted. */
  modelCount: number;
  /** Most images that a pair was corrupted on. */
  imageCount: number;
  outdatedCount: number;
}

/** One model under test; see ModelBias for the meaning of each number and when it is NaN. */
export interface ReportModel extends Omit<ModelBias, 'gaps'> {
  /** Null where no class could be measured. */
  evidence: ModelEvidence | null;
}

export interface ReportCollision {
  feature: number;
  label: string | null;
  spuriousClass: string;
  coreClass: string;
  /** True where one of the two verdicts is provisional. */
  unreviewed: boolean;
}

export interface ReportNoiseFlag {
  image: ReportImage;
  className: string;
  suspectedClass: string;
  spuriosity: number;
}

export interface ReportData {
  header: ReportHeader;
  /** Pairs with a verdict, by source; may count more pairs than the classes show. */
  verdictCounts: Record<VerdictSource, number>;
  gapSettings: GapSettings;
  /** In any order; the report sorts them by falling |gap|. */
  classes: ReportClass[];
  /**
   * Means over the classes with a spurious feature: of the model that was tuned, before and after each method (mean over its
   * trials); of the head where nothing was tuned; empty where nothing was ranked.
   */
  rankCurves: RankCurve[];
  mitigation: ReportMitigation | null;
  groups: ReportGroups | null;
  /** Every model measured; the first is the head whose pictures and class numbers the report shows. */
  models: ReportModel[];
  /** The same models side by side, class by class; null with fewer than two. */
  study: ModelStudy | null;
  /** Null before `corrupt` ran, or where fewer than two models could be corrupted. */
  sensitivities: ReportSensitivities | null;
  collisions: ReportCollision[];
  /** Flagged images to show, most suspicious first, and how many there are in all. */
  labelNoise: { flags: ReportNoiseFlag[]; totalCount: number };
  reproduce: { version: string; commands: string[] };
}
