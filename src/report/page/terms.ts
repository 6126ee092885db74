/**
 * What each number of the report means, once; sections link here.
 * In: nothing. Out: names and definitions in the words of the paper.
 */

export interface TermDefinition {
  title: string;
  text: string;
}

/** Keys are the anchors (`#term-…`) of the definitions. */
export const TERMS = {
  feature: {
    title: 'Neural feature',
    text: 'One coordinate of the encoder’s last layer before the head: a number per image that says how strongly the image contains some pattern. The heatmap shows where in the image it fires.',
  },
  importance: {
    title: 'Importance',
    text: 'How much a feature adds to a class’s score: the mean over the class’s training images of activation × head weight. Bars compare the features of one class with its strongest.',
  },
  verdict: {
    title: 'Core and spurious',
    text: 'A feature is core for a class when the cue is part of the class object, spurious when it is a separate object or the background. The verdict is on the pair of class and feature: water may be spurious for a bird and core for a lake.',
  },
  spuriosity: {
    title: 'Spuriosity',
    text: 'How strongly the spurious cues of a class are present in an image: the mean over the class’s spurious features of (activation − class mean) / class standard deviation, within one split. 0 is ordinary for the class; images are ranked by it.',
  },
  split: {
    title: 'Split',
    text: 'Training images fit the head and show what a feature detects; validation images measure accuracy and gaps. Each split is ranked by itself.',
  },
  k: {
    title: 'k and n',
    text: 'n is the number of images of the class in the measured split that have a prediction; k is the number of images at either end of the ranking. A class with fewer than 2k images is measured with half its images at each end, and marked.',
  },
  gap: {
    title: 'Spurious gap',
    text: 'Accuracy on the k most spurious images minus accuracy on the k least spurious ones, in percentage points. A model’s gap is the mean over the classes with a spurious feature. Near 0: the cue does not matter; large: the model relies on it; negative: the cue misleads, or labels are wrong.',
  },
  robustness: {
    title: 'Effective robustness',
    text: 'Accuracy on the least spurious images minus what the least-squares line over the models predicts from accuracy on the most spurious ones. It needs at least two models that differ; otherwise a dash stands in its place.',
  },
  sensitivity: {
    title: 'Sensitivity',
    text: 'Relative drop of a model’s accuracy on the training images that activate a feature most, when the region where it fires is corrupted: made grey, blurred, or cut into rotated patches. Negative: the corruption helps.',
  },
  mitigation: {
    title: 'Mitigation',
    text: 'Only the head is tuned, on cached features of low-spuriosity training images. The baselines use equally many random or misclassified images.',
  },
  collision: {
    title: 'Collision',
    text: 'One feature that is spurious for a class and core for another: a model that leans on it takes images of the first for the second.',
  },
  auroc: {
    title: 'AUROC',
    text: 'The chance that an image of the group has a higher spuriosity than an image of the same class outside it: 1 is perfect separation, 0.5 chance.',
  },
} as const satisfies Record<string, TermDefinition>;

export type TermName = keyof typeof TERMS;
