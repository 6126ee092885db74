/**
 * The result tables of the contract (docs/formats/results.md, R1 to R10): file stems and leading columns, in order.
 * More columns may follow these; these never change.
 */
export const RESULT_TABLES = {
  'important-features': [
    'class_index',
    'class_name',
    'rank',
    'feature',
    'importance',
    'mean_activation',
    'head_weight',
  ],
  annotations: ['class_index', 'class_name', 'feature', 'verdict', 'votes_core', 'votes_spurious', 'source'],
  spuriosity: ['class_index', 'class_name', 'rank', 'image', 'spuriosity'],
  'spurious-gaps': ['model', 'class_index', 'class_name', 'k', 'acc_top', 'acc_bottom', 'gap'],
  models: ['model', 'accuracy', 'acc_top', 'acc_bottom', 'spurious_gap', 'effective_robustness'],
  mitigation: [
    'model',
    'method',
    'trial',
    'accuracy_before',
    'accuracy_after',
    'gap_before',
    'gap_after',
    'epochs',
  ],
  'label-noise': [
    'image',
    'class_index',
    'class_name',
    'spuriosity',
    'suspected_class_index',
    'suspected_class_name',
  ],
  collisions: ['feature', 'spurious_class_index', 'core_class_index'],
  'skipped-images': ['image', 'reason'],
} as const satisfies Record<string, readonly string[]>;
