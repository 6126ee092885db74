/**
 * What a field is to a class, by stated rules (docs/guide/audit.md): measures in, one word out.
 */
import { AUDIT_VERDICTS, type AuditVerdict, type HabitLoss } from '../../records/audit/audit.js';

/** Area under the curve below which a field that is told from chance is still too weak to matter. */
export const DEFAULT_LEAST_AUROC = 0.6;
/** A loss that the whole interval stays below counts as none. */
export const NEGLIGIBLE_LOSS = 0.05;

/**
 * Inflates accuracy: the field predicts the class and accuracy falls where it breaks the habit, interval above 0, and more than on the images
 * of other classes with the same values. Unused signal: it predicts the class, and the interval of the loss lies below 5 points. Confounded:
 * it predicts the class, and its use is not known. Clean: it does not predict the class.
 */
export function decideVerdict(predicts: boolean, loss: HabitLoss | null): AuditVerdict {
  if (!predicts) return 'clean';
  if (loss === null) return 'confounded';
  const isOwn = Number.isNaN(loss.lossElsewhere) || loss.loss > loss.lossElsewhere;
  if (loss.interval.low > 0 && isOwn) return 'inflates accuracy';
  return loss.interval.high < NEGLIGIBLE_LOSS ? 'unused signal' : 'confounded';
}

/** The worst of several; clean for none. */
export function findWorstVerdict(verdicts: readonly AuditVerdict[]): AuditVerdict {
  return AUDIT_VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'clean';
}
