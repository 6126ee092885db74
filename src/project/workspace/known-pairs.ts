/**
 * Which judgements count: those on classes and features that the workspace has. Others were given on another data set or encoder, or
 * stored by a version that did not look; they stay stored, are set aside and named.
 * In: an open project. Out: a check, and what is set aside in words.
 */
import { createExampleList } from '../../base/examples.js';
import type { Pair } from '../../records/annotation.js';
import type { Project } from './project.js';
import { listSetAside } from './verdicts.js';

/** What is set aside, in a sentence or two with examples; null where every judgement counts. */
export function describeSetAside(project: Project): string | null {
  const pairs = listSetAside(project);
  if (pairs.length === 0) return null;
  const examples = createExampleList();
  for (const pair of pairs) examples.add(describePair(project, pair));
  return (
    `Judgements of ${pairs.length === 1 ? 'one pair are' : `${pairs.length} pairs are`} set aside: ${examples.text}. ` +
    `This workspace has ${describeBounds(project)}, so they were given on other data or another encoder. ` +
    'They stay stored and count nowhere; `spuriosity annotate export` lists them.'
  );
}

/** "classes 0 to 3 and features 0 to 511"; only the classes while there are no features. */
function describeBounds(project: Project): string {
  const featureCount = project.readFeatureCount();
  const classes = `classes 0 to ${project.readDataset().classes.length - 1}`;
  return featureCount === null ? classes : `${classes} and features 0 to ${featureCount - 1}`;
}

/** The pair, and who judged it. */
function describePair({ database }: Project, pair: Pair): string {
  const people = [
    ...database
      .readAnswerHistory(pair.classIndex, pair.feature)
      .filter(({ state }) => state === 'current')
      .map(({ workerId, origin }) => `${workerId}, ${origin}`),
    ...[database.readAdjudication(pair)?.decidedBy ?? []].flat(),
  ];
  const by = people.length === 0 ? 'judged automatically' : people.join('; ');
  return `class ${pair.classIndex}, feature ${pair.feature} (${by})`;
}
