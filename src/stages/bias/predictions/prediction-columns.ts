/**
 * Which columns of a table of predictions hold what: its header enters, places leave. Reads no cell.
 * `image,prediction` (class index or name), or `image` and a score per class; the names that other programs give them, too.
 */
import { StageError } from '../../../base/errors.js';
import { createClassLookup, findColumn, PATH_COLUMNS } from '../../dataset/index.js';
import type { RowContext } from './prediction-rows.js';

/** Which columns hold what. */
export interface ColumnPlaces {
  image: number;
  /** Place of the predictions; −1 where there are scores instead. */
  prediction: number;
  /** Places of the scores; empty where there are predictions. */
  scores: readonly number[];
  /** What the scores' columns say of their classes; null: nothing. */
  classes: readonly string[] | null;
}

/** Columns of scores are called so, with a class index or name behind: `logit_0`, `prob_ant`. */
const SCORE_COLUMN =
  /^(logit|logits|log_?prob|log_?probability|prob|proba|probability|percent|score|p)(?:[_ -](.+))?$/i;

/** What columns of predictions are called, the most telling first; letter case does not count. */
const PREDICTION_COLUMNS =
  'prediction predicted predictions pred preds y_pred predicted_label predicted_class pred_label pred_class prediction_label'.split(
    ' ',
  );

/**
 * Places of the columns; predictions are preferred where a table holds both. `notes` say which were taken under other names.
 * @throws StageError `predictions-columns`
 */
export function locateColumns(
  header: readonly string[],
  classes: RowContext['classes'],
): { places: ColumnPlaces; notes: string[] } {
  const place = (names: readonly string[]) => header.indexOf(findColumn([...header], names) ?? '');
  const image = place(['image', ...PATH_COLUMNS]);
  // `label` alone would be the truth as likely as a prediction.
  const prediction = place(PREDICTION_COLUMNS);
  const scores = prediction >= 0 ? [] : findScoreColumns(header, classes);
  if (image < 0 || (prediction < 0 && scores.length === 0)) {
    throw new StageError('predictions-columns', {
      what: `The predictions have the columns ${header.join(', ')}.`,
      why: 'Needed are image,prediction or image,logit_0,logit_1,….',
      next: 'Rename or add columns.',
    });
  }
  const notes = noteColumns(header, image, prediction);
  if (prediction >= 0) return { places: { image, prediction, scores: [], classes: null }, notes };
  // "logit_0" alone may be meant of the first class, or be the only output of a network, which is of the second.
  const isOneOfTwo = scores.length === 1 && classes.length === 2 && !/^\d+$/.test(scores[0]!.name ?? '');
  if (scores.length !== classes.length && !isOneOfTwo) {
    throw new StageError('predictions-columns', {
      what: `The predictions have ${scores.length} columns of scores for ${classes.length} classes: ${scores.map(({ place }) => header[place]).join(', ')}.`,
      why: `Needed are logit_0 to logit_${classes.length - 1}, in the order of the data set’s classes, or logit_<class name>.`,
      next: `Write one column per class${classes.length === 2 ? ', or one for both, called logit (of the second class) or logit_<class name>' : ''}.`,
    });
  }
  const named = scores.map(({ name }) => name ?? '');
  const areNamed = scores.every(({ name }) => name !== undefined);
  return {
    places: {
      image,
      prediction,
      scores: scores.map(({ place: at }) => at),
      classes: areNamed ? named : null,
    },
    notes,
  };
}

/** Says which columns were taken, where they are not called `image` and `prediction`. */
function noteColumns(header: readonly string[], image: number, prediction: number): string[] {
  const taken = [
    ...(header[image] === 'image' ? [] : [`images are named by the column ${header[image]}`]),
    ...(prediction < 0 || header[prediction] === 'prediction'
      ? []
      : [`predictions are those of the column ${header[prediction]}`]),
  ];
  return taken.length === 0 ? [] : [`Of the table, ${taken.join(' and ')}.`];
}

/** Columns with a word for scores before the class; else the columns that are called as the classes are. */
function findScoreColumns(
  header: readonly string[],
  classes: RowContext['classes'],
): { place: number; name: string | undefined }[] {
  const families = new Map<string, { place: number; name: string | undefined }[]>();
  for (const [place, column] of header.entries()) {
    const [, word, name] = SCORE_COLUMN.exec(column) ?? [];
    if (word === undefined) continue;
    const family = families.get(word.toLowerCase()) ?? [];
    family.push({ place, name });
    families.set(word.toLowerCase(), family);
  }
  const [largest] = [...families.values()].sort((a, b) => b.length - a.length);
  if (largest !== undefined) return largest;
  const { findNamed } = createClassLookup(classes);
  const named = header.flatMap((name, place) => (findNamed(name) === null ? [] : [{ place, name }]));
  return named.length === classes.length ? named : [];
}
