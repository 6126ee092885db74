/**
 * One data set through every stage, once for each source of verdicts: groups, object masks, provisional guesses.
 * In: a description of `sets.js` and a folder to work in. Out: plain numbers, failures among them as text. Prints nothing.
 */
import { join } from 'node:path';
import {
  DEFAULT_DATASET_OPTIONS,
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  initProject,
  openProject,
  readDiscovery,
  readTable,
  readVerdicts,
} from '../../dist/index.js';
import {
  measureCueFeatures,
  measureRankings,
  measureRepairs,
  rankProject,
} from '../../dist/project/index.js';
import { runCommand } from './program.js';

/** What each source of verdicts knows. Only `groups` lets the program see the column with the cue. */
const SOURCES = {
  groups: { from: 'group-column', seesGroups: true },
  masks: { from: 'object-mask', seesGroups: false },
  provisional: { from: 'provisional', seesGroups: false },
};

/** Measures a set; a source that fails leaves `failure` beside what came before, and the others go on. */
export async function measureSet(set, folder, { observe }) {
  const workspace = join(folder, `${set.name}.spuriosity`);
  const data = await set.prepare();
  await openDataset(data, workspace, []);
  observe('features');
  await runCommand(workspace, 'extract');
  observe('discovery');
  await withProject(workspace, (project) => discoverProject(project, toDiscoverOptions(set)));
  const result = {
    name: set.name,
    kind: set.kind,
    planted: set.planted ?? null,
    ...(await describe(set, workspace)),
  };
  for (const source of set.sources) {
    observe(`verdicts by ${source}`);
    const measured = {};
    result.sources[source] = measured;
    await measureSource(set, data, workspace, source, measured).catch((error) => {
      measured.failure = error.message;
    });
  }
  return result;
}

/** Through the library, since only there can a column that tells groups be withheld. */
async function openDataset(data, workspace, groupColumns) {
  const { project } = await initProject(data, workspace, { ...DEFAULT_DATASET_OPTIONS, groupColumns });
  project.close();
}

/** No pictures: nobody looks at them here. */
function toDiscoverOptions({ head }) {
  return {
    ...DEFAULT_DISCOVER_OPTIONS,
    head: { ...DEFAULT_DISCOVER_OPTIONS.head, kind: head },
    visuals: false,
    attackedPairs: 0,
  };
}

async function describe(set, workspace) {
  return withProject(workspace, async (project) => {
    const { images, classes } = project.readDataset();
    const discovery = await readDiscovery(project);
    return {
      imageCount: images.length,
      classCount: classes.length,
      head: discovery.head.kind,
      cueFeatures: set.cue === null ? [] : await measureCueFeatures(project, discovery, set.cue),
      sources: {},
    };
  });
}

/** Fills `measured` step by step, so that what came before a failure is kept. */
async function measureSource(set, data, workspace, source, measured) {
  const { from, seesGroups } = SOURCES[source];
  await openDataset(data, workspace, seesGroups ? [set.cue] : []);
  await runCommand(workspace, 'annotate', 'auto', '--from', from);
  await withProject(workspace, async (project) => {
    measured.verdicts = readVerdicts(project).map(({ classIndex, feature, verdict }) => ({
      classIndex,
      feature,
      verdict,
    }));
    measured.spuriosityAuroc = await measureSpuriosity(project, set.cue);
  });
  await runCommand(workspace, 'gap', '--interventions');
  const { rows } = await readTable(join(workspace, 'results', 'models.csv'));
  measured.gap = rows.find(({ model }) => model === 'head') ?? null;
  measured.repairs = await withProject(workspace, (project) => measureRepairs(project, set.cue));
}

async function measureSpuriosity(project, cue) {
  if (cue === null) return null;
  return measureRankings(project, await rankProject(project, ['val']), cue);
}

async function withProject(workspace, use) {
  const project = await openProject(workspace);
  try {
    return await use(project);
  } finally {
    project.close();
  }
}
