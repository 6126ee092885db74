/**
 * What every number and word of the method means: name, definition, formula and source.
 * In: nothing. Out: `TERMS`, shown where a person asks. The values that go with a number (split, k, weights, n) come from the page that shows it.
 */
export interface Term {
  name: string;
  definition: string;
  formula: string | null;
  source: string;
}

export const TERMS = {
  feature: {
    name: 'Neural feature',
    definition:
      'One coordinate of the encoder’s last layer before the head: a number per image that says how strongly the image contains some pattern. The heatmap shows where in the image it fires.',
    formula: null,
    source: 'paper, section 3.1',
  },
  spuriosity: {
    name: 'Spuriosity',
    definition:
      'How strongly the spurious cues of its class are present in an image, against the other images of that class and split: 0 is ordinary for the class. Images are ranked by it.',
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
      'How much a feature contributes to the logit of a class, on average over its training images. Bars compare the features of one class with its strongest.',
    formula: 'mean over training images of c of rᵢ × W[c, i]',
    source: 'paper, appendix I.2',
  },
  head: {
    name: 'Head',
    definition:
      'The last layer of a classifier: it weighs the features of an image and adds them up to a score for each class. One that is fitted here is fitted as the code of the paper’s authors does it (authors-code: SGD at a rate of 0.01) or as the paper says (paper: Adam at 0.1).',
    formula: 'logits = W r + b',
    source: 'paper, sections 3.2 and E.1',
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
      'Accuracy on the k most spurious images of a class minus accuracy on its k least spurious ones, in percentage points. Large: less is right without the cue, which alone does not show that the cue is the reason, for core features make such gaps too; negative: the cue may mislead, or labels may be wrong.',
    formula: 'acc(top k) − acc(bottom k); k = ⌊n/2⌋ where the class has fewer than 2k images',
    source: 'paper, section 4.2',
  },
  k: {
    name: 'k and n',
    definition:
      'n is the number of images of the class in the measured split that have a prediction; k is the number of images at either end of the ranking. A class with fewer than 2k images is measured with half its images at each end, and marked.',
    formula: null,
    source: 'paper, section 4.2',
  },
  split: {
    name: 'Split',
    definition:
      'Training images fit the head and show what a feature detects; validation images measure accuracy and gaps. Each split is ranked by itself.',
    formula: null,
    source: 'this program',
  },
  modelGap: {
    name: 'Spurious gap of a model',
    definition:
      'Mean of its class gaps over the classes with a spurious feature, each class counting the same.',
    formula: 'mean over c with S(c) ≠ ∅ of gap(c)',
    source: 'paper, section 4.2',
  },
  meanAbsoluteGap: {
    name: 'Mean |gap|',
    definition:
      'Mean size of the class gaps: gaps of opposite sign cancel in the spurious gap of a model, not here. Never below 0, so that chance alone makes it larger: by about 18 points where all class gaps are 0, k is 10 and half of the images are right.',
    formula: 'mean over c with S(c) ≠ ∅ of |gap(c)|',
    source: 'docs/method.md, M75',
  },
  adjustedGap: {
    name: 'Adjusted gap',
    definition:
      'The gap at equal core evidence: images are ranked by what the class’s core features do not foretell of their spuriosity. p is the chance of a gap as large when that rest is shuffled within the class.',
    formula: 'gap along e = z − b₀ − Σ bⱼqⱼ, fitted on training images',
    source: 'docs/method.md, M62 to M65',
  },
  strictGap: {
    name: 'Strict adjusted gap',
    definition:
      'The same with the rest of the class’s logit held equal too, and with it cues that nobody marked: the truth tends to lie between the two.',
    formula: null,
    source: 'docs/method.md, M64',
  },
  interventionEffect: {
    name: 'Intervention effect',
    definition:
      'Accuracy on the most spurious images with the cue weakened inside its mask, minus that with another place weakened. Negative: the model loses by losing the cue.',
    formula: null,
    source: 'docs/method.md, M70',
  },
  finding: {
    name: 'Finding',
    definition:
      'Leans on the cue: gap and adjusted gap lie above 0, and the strict one or the intervention agrees. Less accurate without, cause not shown: only the gap lies above 0. Else no difference is shown.',
    formula: null,
    source: 'docs/method.md, M76',
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
      'How much better a model does on the least spurious images than the other models lead one to expect from its accuracy on the most spurious ones. It needs at least two models that differ.',
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
    formula:
      'sample variance over classes of the mean over models / sample variance over models of the mean over classes',
    source: 'paper, section 4.2 (3.1 there)',
  },
  negativeShare: {
    name: 'Negative gaps',
    definition: 'Share of classes whose mean gap over the models is below 0: their spurious cue misleads.',
    formula: null,
    source: 'paper, section 5 (15.7% there)',
  },
  sensitivity: {
    name: 'Sensitivity',
    definition:
      'Relative drop of a model’s accuracy on the training images that activate a feature most, when the region where it fires is corrupted: made grey, blurred, or cut into rotated patches. Negative: the corruption helps.',
    formula: null,
    source: 'paper, appendix B',
  },
  mitigation: {
    name: 'Mitigation',
    definition:
      'Only the head is tuned, on cached features of low-spuriosity training images. The baselines use equally many random or misclassified images.',
    formula: null,
    source: 'paper, section 4.3',
  },
  auroc: {
    name: 'AUROC',
    definition:
      'The chance that an image of the group has a higher spuriosity than an image of the same class outside it: 1 is perfect separation, 0.5 chance.',
    formula: null,
    source: 'standard',
  },
  gapUncertainty: {
    name: 'Uncertainty of the mean gap',
    definition:
      'What answers to the open pairs are expected to move the mean gap by: for every pair the change of the mean gap if its verdict were turned over, times the probability that an answer does so, added up. The answers worth most move it most.',
    formula: 'Σ P(turned over) · |change of the mean gap|',
    source: 'this program (docs/method.md, M47 and M48)',
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
    name: 'Core or spurious',
    definition:
      'A feature is core for a class when its cue is part of the class object, spurious when it is a separate object or the background; the verdict is on the pair: water may be spurious for a bird and core for a lake. Spurious when a strict majority of the answers says separate object or background, otherwise core; a decision by hand goes before votes, votes before automatic verdicts.',
    formula: null,
    source: 'paper, appendix I.2.1',
  },
  collision: {
    name: 'Collision',
    definition:
      'A feature that is spurious for one class and core for another: a model that leans on it may take images of the first for the second.',
    formula: null,
    source: 'paper, section 5',
  },
} as const satisfies Record<string, Term>;

export type TermName = keyof typeof TERMS;
