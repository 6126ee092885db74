/**
 * What every number of the app means: name, definition, formula and source, shown when a person asks.
 * The values that go with a number (split, k, weights, n) come from the page that shows it.
 */
export interface Metric {
  name: string;
  definition: string;
  formula: string | null;
  source: string;
}

export const METRICS = {
  spuriosity: {
    name: 'Spuriosity',
    definition:
      'How strongly the spurious cues of its class are present in an image, against the other images of that class and split.',
    formula: 'mean over spurious features i of (rᵢ − µᵢ) / σᵢ; a feature with σ = 0 counts 0',
    source: 'paper, section 4.1',
  },
  activation: {
    name: 'Activation',
    definition: 'Value of a neural feature: the spatial mean of its channel in the last feature map.',
    formula: 'rᵢ = mean over positions of Aᵢ',
    source: 'paper, section 3.1',
  },
  importance: {
    name: 'Importance',
    definition:
      'How much a feature contributes to the logit of a class, on average over its training images.',
    formula: 'mean over training images of c of rᵢ × W[c, i]',
    source: 'paper, appendix I.2',
  },
  headWeight: {
    name: 'Head weight',
    definition: 'Weight of the feature in the logit of the class.',
    formula: 'W[c, i]',
    source: 'the head',
  },
  automaticScore: {
    name: 'Automatic score',
    definition:
      'What an automatic verdict was decided by, 0 to 1: the share of activation off the object, or how well the feature tells the known groups apart (AUROC).',
    formula: null,
    source: 'object masks, group columns',
  },
  rankAccuracy: {
    name: 'Accuracy along a ranking',
    definition:
      'Accuracy on a stretch of the images in their order; over several classes the mean of theirs.',
    formula: null,
    source: 'paper, figure 8',
  },
  gap: {
    name: 'Spurious gap',
    definition:
      'Accuracy on the k most spurious images of a class minus accuracy on its k least spurious ones. Far from 0: the model leans on the cue; below 0: it does better without it.',
    formula: 'acc(top k) − acc(bottom k); k = ⌊n/2⌋ where the class has fewer than 2k images',
    source: 'paper, section 4.2',
  },
  modelGap: {
    name: 'Spurious gap of a model',
    definition:
      'Mean of its class gaps over the classes with a spurious feature, each class counting the same.',
    formula: 'mean over c with S(c) ≠ ∅ of gap(c)',
    source: 'paper, section 4.2',
  },
  accuracy: {
    name: 'Accuracy',
    definition: 'Share of images of the split whose predicted class is the label.',
    formula: null,
    source: 'standard',
  },
  accuracyTop: {
    name: 'Accuracy, most spurious',
    definition: 'Accuracy on the k most spurious images, mean over the classes with a spurious feature.',
    formula: null,
    source: 'paper, section 4.2',
  },
  accuracyBottom: {
    name: 'Accuracy, least spurious',
    definition: 'Accuracy on the k least spurious images, mean over the classes with a spurious feature.',
    formula: null,
    source: 'paper, section 4.2',
  },
  effectiveRobustness: {
    name: 'Effective robustness',
    definition:
      'How much better a model does on the least spurious images than the other models lead one to expect from its accuracy on the most spurious ones.',
    formula: 'acc_bottom − β(acc_top), β the least-squares line over the models',
    source: 'paper, appendix D',
  },
  correlation: {
    name: 'Correlation of gaps',
    definition:
      'Pearson correlation between the class gaps of two models: near 1, both are biased in the same classes.',
    formula: 'Pearson r over the classes with a spurious feature',
    source: 'paper, section 4.2',
  },
  varianceRatio: {
    name: 'Classes against models',
    definition:
      'How much more gaps vary from class to class than from model to model; above 1, the class (that is, the data) decides more than the model.',
    formula: 'variance over classes of the mean over models / variance over models of the mean over classes',
    source: 'paper, section 4.2 (3.1 there)',
  },
  negativeShare: {
    name: 'Negative gaps',
    definition: 'Share of classes whose mean gap over the models is below 0: their spurious cue misleads.',
    formula: null,
    source: 'paper, section 5 (15.7% there)',
  },
  kappa: {
    name: "Fleiss' κ",
    definition: 'Agreement of the annotators beyond chance: 1 perfect, 0 as by chance.',
    formula: '(P̄ − P̄ₑ) / (1 − P̄ₑ)',
    source: 'Fleiss 1971',
  },
  medianSeconds: {
    name: 'Time per pair',
    definition: 'Median time from seeing a pair to answering it, over the answers whose time is known.',
    formula: null,
    source: 'this program',
  },
  validated: {
    name: 'Validated heatmaps',
    definition:
      'At least 4 of 5 people find that all panels show the same attribute, and for every heatmap at least 4 of 5 do not mark it as different.',
    formula: null,
    source: 'paper, appendix I.2.2',
  },
  labelNoise: {
    name: 'Flagged image',
    definition:
      'Among the most spurious images of a class with a negative mean gap, and not predicted as labelled; suspected is the predicted class.',
    formula: null,
    source: 'paper, section 5',
  },
  verdict: {
    name: 'Verdict',
    definition:
      'Spurious when a strict majority of the answers says separate object or background, otherwise core; a decision by hand goes before votes, votes before automatic verdicts.',
    formula: null,
    source: 'paper, appendix I.2.1',
  },
  collision: {
    name: 'Collision',
    definition: 'A feature that is spurious for one class and core for another: the models mix the two up.',
    formula: null,
    source: 'paper, section 5',
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;
