/**
 * What a person can do now, most useful first: what is missing, where judgement is wanted, what is out of date.
 * In: the engine and how far the judging is. Out: pages of the app or commands. Starts nothing.
 */
import { existsSync } from 'node:fs';
import {
  describeOutdated,
  HEAD_NAME,
  isResultFile,
  listOutdatedTables,
  readMitigation,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { AnnotationProgress, GapWorth, NextStep } from '../../protocol/index.js';
import { explainDamage } from '../../storage/index.js';
import { formatPercent, formatQuantity } from '../../words/index.js';
import { weighAnswers } from '../answer-worth.js';
import { toTablesMark } from '../table-writer.js';

export async function buildNextSteps(live: LiveProject, annotation: AnnotationProgress): Promise<NextStep[]> {
  const worth = await weighAnswers(live);
  const steps = [
    ...buildFirstSteps(live),
    ...buildAnnotationSteps(annotation, worth?.toResponse(live.facts.discovery?.pairs ?? []) ?? null),
  ];
  // What is out of date, and whether there is a spurious pair to repair by, tells what others answered.
  if (live.onlyOf !== null) return steps;
  return [...steps, ...(await buildModelSteps(live)), ...(await buildTableSteps(live))];
}

/** Until there are pairs to judge. */
function buildFirstSteps({ facts }: LiveProject): NextStep[] {
  const hasImages = facts.dataset.images.length > 0;
  if (facts.features === null) {
    if (!hasImages) return [];
    const hasPictures = facts.dataset.images.some(({ location }) => location !== null);
    return [
      {
        id: 'extract',
        title: hasPictures ? 'Extract features' : 'Import features',
        why: facts.missing.features ?? 'Everything else is computed from them.',
        page: hasPictures ? '/jobs' : null,
        command: hasPictures ? 'spuriosity extract' : 'spuriosity features import F.npy',
      },
    ];
  }
  if (facts.discovery !== null) return [];
  return [
    {
      id: 'discover',
      title: 'Find the important features of each class',
      why: facts.missing.discovery ?? 'They are what people judge.',
      page: '/jobs',
      command: 'spuriosity discover',
    },
  ];
}

function buildAnnotationSteps(annotation: AnnotationProgress, worth: GapWorth | null): NextStep[] {
  const { pairs, completePairs, unreviewedSpuriousPairs, disputedPairs, reviewedPairs } = annotation;
  const steps: NextStep[] = [];
  const open = pairs - completePairs;
  // What nobody has reviewed is not for whoever judges blind to know.
  if (unreviewedSpuriousPairs > 0 && annotation.blind === null) {
    steps.push({
      id: 'review',
      title: `Look at ${formatQuantity(unreviewedSpuriousPairs, 'spurious pair')} that nobody has reviewed`,
      why: `Rankings and gaps rest on them.${formatWorth(worth)}`,
      page: '/annotate?order=value',
      command: null,
    });
  }
  if (open > 0) {
    steps.push({
      id: 'annotate',
      title: `Judge ${formatQuantity(open, 'pair')}`,
      why: `${reviewedPairs} of ${pairs} have been judged by ${annotation.blind === null ? 'a person' : 'you'}; a class takes about half a minute.${formatWorth(worth)}`,
      page: '/annotate?order=value',
      command: null,
    });
  }
  if (disputedPairs > 0) {
    steps.push({
      id: 'settle',
      title: `Settle ${formatQuantity(disputedPairs, 'disputed pair')}`,
      why: 'One vote more or less would decide otherwise.',
      page: '/annotate?tab=disputed',
      command: null,
    });
  }
  return steps;
}

async function buildModelSteps(live: LiveProject): Promise<NextStep[]> {
  const { derived, models, project } = live;
  const isMeasured = derived.summarizeModels().some(({ gaps }) => gaps.length > 0);
  const steps: NextStep[] = [];
  if (isMeasured && models.some(({ kind }) => kind === 'head')) {
    const { value: mitigation, damage } = await explainDamage(readMitigation(project));
    if (mitigation === null || mitigation.isOutdated) {
      steps.push({
        id: 'mitigate',
        title: mitigation === null && damage === null ? 'Close the gap' : 'Mitigate again',
        why:
          damage ??
          (mitigation === null
            ? 'Tuning the head on the least spurious images makes it more accurate without the cues.'
            : 'Verdicts, features or groups have changed since the last run.'),
        page: '/mitigation',
        command: 'spuriosity mitigate',
      });
    }
  }
  if (models.length > 0 && models.every(({ name }) => name === HEAD_NAME)) {
    steps.push({
      id: 'models',
      title: 'Compare with other models',
      why: 'Whether a gap comes from the data or from the model shows only beside others.',
      page: '/models?add=true',
      command: 'spuriosity model add NAME --predictions F.csv',
    });
  }
  return steps;
}

/** Files in `results/` of commands that are a step of their own. */
const OTHER_STEPS = [
  ...['important-features.csv', 'mitigation.csv', 'mitigation-curves.csv', 'mitigation-sweep.csv'],
];

/** Tables for spreadsheets and papers that are not as the workspace is, as its pages are; those that follow a judgement are written anyway. */
async function buildTableSteps({ project }: LiveProject): Promise<NextStep[]> {
  if (existsSync(toTablesMark(project.folder))) return [];
  const outdated = (await listOutdatedTables(project)).filter(
    ({ tables }) => !tables.every((name) => OTHER_STEPS.includes(name)),
  );
  if (outdated.length === 0) return [];
  return [
    {
      id: 'tables',
      title: `Write ${formatQuantity(outdated.flatMap(({ tables }) => tables).length, 'table')} again`,
      why: outdated.map(describeOutdated).join(' '),
      page: outdated.every(({ tables }) => tables.every(isResultFile)) ? '/jobs' : null,
      command: outdated.map(({ command }) => command).join(' && '),
    },
  ];
}

/** How few of all answers matter, where it can be said. */
function formatWorth(worth: GapWorth | null): string {
  if (worth === null || worth.answersToSettle === 0) return '';
  return ` ${formatQuantity(worth.answersToSettle, 'answer')}, those worth most, settle ${formatPercent(worth.targetShare)} of the mean gap’s uncertainty.`;
}
