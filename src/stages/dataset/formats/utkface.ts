/**
 * UTKFace: age, gender and race stand in the file names; one of them is the class, the others are groups.
 * Names that do not follow the pattern (about twenty in the published archive) are listed as skipped.
 */
import { UsageError } from '../../../base/errors.js';
import { assertNotCancelled } from '../../../base/observer.js';
import type { FileTree } from '../../../storage/index.js';
import { isImageName } from '../../../tables/index.js';
import type { Draft, ReaderContext } from '../draft.js';
import { UTKFACE_VAL_FRACTION } from '../options.js';
import { chooseGroupColumns } from '../tables/rows.js';
import { listPlaces } from './places.js';

/** `age_gender_race_yyyymmddHHMMSSFFF`, then `.jpg` or `.chip.jpg` or `.jpg.chip.jpg`. */
const FACE_NAME = /^(\d{1,3})_([01])_([0-4])_(\d{17})\./;
/** What a name of the collection begins with even when a field is lost. */
const FACE_LIKE_NAME = /^\d{1,3}_\d_/;
const GENDERS = ['male', 'female'];
const RACES = ['White', 'Black', 'Asian', 'Indian', 'Others'];
const COLUMNS = ['age', 'gender', 'race'];

/** Throws `age-bins` as a UsageError. */
export async function readUtkFace({ tree, options, observer }: ReaderContext): Promise<Draft> {
  const ageNames = nameAgeBins(options.ageBins);
  const draft: Draft = {
    images: [],
    fixedClasses: { gender: GENDERS, race: RACES, age: ageNames }[options.task].map((name) => ({ name })),
    sortIntegers: false,
    extraColumns: COLUMNS,
    groupColumns: chooseGroupColumns(
      COLUMNS,
      ['gender', 'race'].filter((name) => name !== options.task),
      options,
      'UTKFace',
    ),
    maskColumn: null,
    valFraction: UTKFACE_VAL_FRACTION,
    skipped: [],
    notes: [`The task is ${options.task}.`],
    lookedFor: 'images called age_gender_race_date.jpg',
  };
  for await (const file of tree.walk('')) {
    if (!isImageName(file.name)) continue;
    if (draft.images.length % 1000 === 0) assertNotCancelled(observer);
    const face = FACE_NAME.exec(file.name);
    if (face === null) {
      const reason = 'The name does not read as age_gender_race_date.';
      draft.skipped.push({ path: file.path, code: 'unreadable-name', reason });
      continue;
    }
    const [, age, genderCode, raceCode] = face;
    const columns = {
      age: String(Number(age)),
      gender: GENDERS[Number(genderCode)]!,
      race: RACES[Number(raceCode)]!,
    };
    const bin = options.ageBins.findLastIndex((edge) => Number(age) >= edge);
    const label = options.task === 'age' ? ageNames[bin] : columns[options.task];
    if (label === undefined) {
      const reason = `The age ${columns.age} lies below the first age class.`;
      draft.skipped.push({ path: file.path, code: 'no-class', reason });
      continue;
    }
    const location = options.noImages ? null : ({ kind: 'file', path: file.path } as const);
    draft.images.push({ path: file.path, location, label, split: null, columns });
  }
  return draft;
}

/** True when most images where data sets keep them, or in one folder below the root, are named like faces. */
export async function isUtkFace(tree: FileTree): Promise<boolean> {
  const folders = new Set(await listPlaces(tree));
  for (const { kind, name, path } of await tree.list('')) {
    if (kind === 'folder' && /^(utkface|part\d|crop_part\d)/i.test(name)) folders.add(path);
  }
  for (const folder of folders) {
    const images = (await tree.list(folder)).filter(({ kind, name }) => kind === 'file' && isImageName(name));
    const faces = images.filter(({ name }) => FACE_NAME.test(name));
    const faceLike = images.filter(({ name }) => FACE_LIKE_NAME.test(name));
    if (faces.length > 0 && faceLike.length * 2 > images.length) return true;
  }
  return false;
}

/** [0, 18, 30] → `0-17`, `18-29`, `30+`. */
function nameAgeBins(edges: readonly number[]): string[] {
  const ascending = edges.every(
    (edge, at) => Number.isInteger(edge) && edge >= 0 && (at === 0 || edge > edges[at - 1]!),
  );
  if (edges.length < 2 || !ascending) {
    throw new UsageError('age-bins', {
      what: `The age classes ${edges.join(', ')} are not ascending whole numbers, at least two.`,
      next: 'Give the lower edges, for instance 0,18,30,45,60.',
    });
  }
  return edges.map((edge, at) => (at === edges.length - 1 ? `${edge}+` : `${edge}-${edges[at + 1]! - 1}`));
}
