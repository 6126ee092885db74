/**
 * What the audit says of fields of the images: of the properties of their files and of the columns that came with them (docs/guide/audit.md).
 * Plain data; nothing here is read back from a file.
 */
/** Inclusive bounds, 95%. */
export interface AuditInterval {
  low: number;
  high: number;
}

/**
 * Where a field comes from: the file as bytes; a frame around the picture; the look of the pixels, which may be the object's own; the file's
 * name and folders; a column of the data set or of --metadata.
 */
export const FIELD_KINDS = ['file', 'frame', 'pixels', 'name', 'column'] as const;
/** Where a field comes from. */
export type FieldKind = (typeof FIELD_KINDS)[number];

/** From the worst to the best. */
export const AUDIT_VERDICTS = ['inflates accuracy', 'confounded', 'unused signal', 'clean'] as const;
/** What a field is to the labels and to the model. */
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number];

/** One value per image, as a small whole number. */
export interface AuditField {
  name: string;
  kind: FieldKind;
  /** Int32Array, [images]: which of `values` each image has. */
  codes: Int32Array;
  /** What people read of each code: a value, or a range of numbers. */
  values: string[];
}

/** Accuracy of a model on the images of a class, by whether the field has a value that is usual there. */
export interface HabitLoss {
  keepingCount: number;
  breakingCount: number;
  accuracyKeeping: number;
  accuracyBreaking: number;
  /** accuracyKeeping − accuracyBreaking. */
  loss: number;
  /** 95%. */
  interval: AuditInterval;
  /** The same difference over the images of all other classes; NaN where one side has none. What is only hard to see is lost there too. */
  lossElsewhere: number;
}

/** How well features tell within a class whether the field has its usual value. */
export interface FeatureLeak {
  auroc: number;
  /** 95%. */
  interval: AuditInterval;
  imageCount: number;
}

/** One field and one class against all others. */
export interface ClassAudit {
  classIndex: number;
  /** Images of the class that the habit is taken from. */
  imageCount: number;
  /** Out of fold; NaN for classes with too few images. */
  auroc: number;
  balancedAccuracy: number;
  /** Corrected for bias; NaN where it is not defined. */
  cramersV: number;
  /** Over shuffled labels, corrected for all classes of the field. */
  p: number;
  /** Whether the field predicts the class, by the rule of the guide. */
  predicts: boolean;
  /** The value that is most over-represented in the class. */
  typicalValue: string;
  /** Null without a model, or where either side has too few images. */
  loss: HabitLoss | null;
  /** Null without features, where the field does not predict the class, or where either side has too few images. */
  leak: FeatureLeak | null;
  verdict: AuditVerdict;
  /** Images of the class, as positions among those audited: the most usual values first, and the most unusual ones first. */
  typicalImages: number[];
  breakingImages: number[];
}

/** One field over all classes. */
export interface FieldAudit {
  name: string;
  kind: FieldKind;
  /** Different values, or ranges. */
  valueCount: number;
  /** Mean over the classes. */
  auroc: number;
  /** Mean recall over the classes of the class that the value speaks most for. */
  balancedAccuracy: number;
  cramersV: number;
  /** The smallest of the classes' p. */
  p: number;
  /** After Benjamini and Hochberg over the fields. */
  q: number;
  /** Shuffles of the labels. */
  drawCount: number;
  /** Mean over the classes that the field predicts and that could be measured; null where there is none. */
  loss: { loss: number; interval: AuditInterval; classCount: number } | null;
  /** The worst of the classes'. */
  verdict: AuditVerdict;
  /** By class index. */
  classes: ClassAudit[];
}
