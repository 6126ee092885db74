/** The jobs that a person can start from the jobs page, what each does, and its settings. Mitigation has a page of its own. */
import type { JobKind } from '../../../../src/protocol/index.js';

/** Names are those of the command's options; an empty field is left to its default. */
export type JobField = { name: string; label: string; description: string } & (
  | { type: 'number'; placeholder: string; min: number }
  | { type: 'choice'; choices: readonly { value: string; label: string }[] }
  | { type: 'class'; placeholder: string }
  | { type: 'encoder' }
);

export interface JobOffer {
  description: string;
  fields: readonly JobField[];
}

const ENCODER: JobField = {
  name: 'encoder',
  label: 'Encoder',
  description: 'Another one makes features of its own; answers about the features of this one are set aside.',
  type: 'encoder',
};

const TOP_FEATURES: JobField = {
  name: 'topFeatures',
  label: 'Features of each class',
  description: 'Every one of them is a pair to judge.',
  type: 'number',
  placeholder: 'by the number of classes',
  min: 1,
};

const DEVICE: JobField = {
  name: 'device',
  label: 'Device',
  description: 'Where the network runs.',
  type: 'choice',
  choices: [
    { value: '', label: 'The best there is' },
    { value: 'cpu', label: 'Processor' },
    { value: 'cuda', label: 'NVIDIA GPU' },
  ],
};

export const STARTABLE_KINDS = [
  'run',
  'extract',
  'discover',
  'annotate',
  'objects',
  'attack',
  'tables',
  'report',
] as const satisfies JobKind[];
export type StartableKind = (typeof STARTABLE_KINDS)[number];

export const JOB_OFFERS: Record<StartableKind, JobOffer> = {
  run: {
    description:
      'Features, important pairs, first guesses, rankings and gaps, one after the other. What is there already and fits the settings is kept, and so are answers.',
    fields: [ENCODER, TOP_FEATURES, DEVICE],
  },
  extract: {
    description:
      'Puts every image through the encoder. What is there already is kept; a stopped run goes on where it was.',
    fields: [
      ENCODER,
      DEVICE,
      {
        name: 'batch',
        label: 'Images at once',
        description: 'More is faster until memory is full. The result is the same.',
        type: 'number',
        placeholder: 'by default',
        min: 1,
      },
    ],
  },
  discover: {
    description:
      'Chooses or fits the head, finds the features that matter for each class and draws their heatmaps. Answers are kept.',
    fields: [
      TOP_FEATURES,
      {
        name: 'head',
        label: 'Head',
        description: 'The last layer, from features to classes.',
        type: 'choice',
        choices: [
          { value: '', label: "The encoder's own where it knows every class" },
          { value: 'own', label: "The encoder's own" },
          { value: 'fitted', label: 'Fitted to this data set' },
        ],
      },
      {
        name: 'style',
        label: 'Heatmaps',
        description: 'How those look that are kept as files and shown in the report.',
        type: 'choice',
        choices: [
          { value: '', label: 'Isolated: what lies outside is dimmed' },
          { value: 'outline', label: 'Outlined' },
          { value: 'overlay', label: 'Colours laid over the image' },
          { value: 'paper', label: 'As in the paper: each by its own maximum' },
        ],
      },
    ],
  },
  annotate: {
    description:
      'A first guess for every pair that no person has judged. Answers of people always go before it.',
    fields: [
      {
        name: 'from',
        label: 'By what',
        description: 'What tells object and surroundings apart.',
        type: 'choice',
        choices: [
          { value: '', label: 'The best that the data set offers' },
          { value: 'object-mask', label: 'Masks of the objects' },
          { value: 'group-column', label: 'A group column of the data set' },
          { value: 'provisional', label: 'A rule of thumb' },
        ],
      },
    ],
  },
  objects: {
    description:
      'Masks of the class object by a network (ISNet, MIT, 113 MB fetched once), where the data bring none; then every pair that no person has judged is judged by them. About a second an image.',
    fields: [DEVICE],
  },
  attack: {
    description:
      'Changes the top images of pairs so that their feature fires more and more. The app draws missing ones on demand, too; this makes them beforehand.',
    fields: [
      {
        name: 'class',
        label: 'Class',
        description: 'Pairs of one class, or of all.',
        type: 'class',
        placeholder: 'All classes',
      },
      {
        name: 'feature',
        label: 'Feature',
        description: 'Only this feature.',
        type: 'number',
        placeholder: 'All important features',
        min: 0,
      },
      {
        name: 'preset',
        label: 'How far',
        description: 'The paper goes on until nothing of a small image is left.',
        type: 'choice',
        choices: [
          { value: '', label: 'While the picture can be recognised' },
          { value: 'paper', label: 'As in the paper' },
        ],
      },
      DEVICE,
    ],
  },
  tables: {
    description: 'Verdicts, rankings, gaps and label noise as CSV in the workspace’s folder “results”.',
    fields: [],
  },
  report: {
    description: 'Everything found as one HTML file in the workspace, to send to others.',
    fields: [],
  },
};
