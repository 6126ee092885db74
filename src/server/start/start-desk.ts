/**
 * What the start page asks for: folders to choose from, what a data set holds, and a workspace made of it.
 * In: allowed folders and the study that the server shows. Out: responses. Reads nothing outside the folders; the workspace lies beside its data set.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  chooseWorkspaceFolder,
  type DatasetInspection,
  initProject,
  inspectDataset,
  listSplits,
  readDatasetOptions,
} from '../../project/index.js';
import type {
  FolderResponse,
  InspectionResponse,
  StartResponse,
  StudyBody,
  StudyResponse,
} from '../../protocol/index.js';
import { toClassLabels } from '../../records/class-labels.js';
import { hasHeldOut } from '../../stages/dataset/index.js';
import { chooseTopFeatureCount } from '../../stages/discovery/index.js';
import { openWorkspace, workspaceLayout } from '../../storage/index.js';
import { assertEncoderAllowed } from '../jobs/job-bounds.js';
import { type JobOptions, parseJobOptions } from '../jobs/kinds.js';
import type { ServedStudy } from '../served-study.js';
import { assertAllowed, assertWorkspaceAllowed } from './allowed-folders.js';
import { listFolder } from './folder-list.js';
import { createUploadDesk, UPLOAD_LIMITS, type UploadDesk } from './uploads.js';

export interface StartDesk {
  read(): StartResponse;
  listFolder(path: string): Promise<FolderResponse>;
  inspect(path: string): Promise<InspectionResponse>;
  /** Makes the workspace, or goes on with the one that is there, shows it, and begins with every stage. */
  begin(body: StudyBody): Promise<StudyResponse>;
  /** Shows a workspace that is there. */
  open(path: string): Promise<StudyResponse>;
  readonly uploads: UploadDesk;
}

/**
 * @param folders real paths, the first for what is dropped; at least one
 * @param encoderRoots folders from which jobs may take encoders, beside those known by name
 */
export function createStartDesk(
  folders: readonly string[],
  study: ServedStudy,
  encoderRoots: readonly string[],
): StartDesk {
  const uploadFolder = folders[0]!;
  const chooseWorkspace = (path: string) => {
    const workspace = chooseWorkspaceFolder(path);
    assertWorkspaceAllowed(folders, workspace);
    return workspace;
  };
  return {
    read: () => ({ folders: [...folders], uploadFolder, limits: UPLOAD_LIMITS }),
    listFolder: (path) => listFolder(folders, path),
    inspect: async (given) => {
      const path = assertAllowed(folders, given);
      const workspace = chooseWorkspace(path);
      return toResponse(path, workspace, await inspectDataset(path, await readDatasetOptions(workspace)));
    },
    begin: async ({ path: given, dataset, run }) => {
      const path = assertAllowed(folders, given);
      study.assertFree();
      // Before anything is made of the data.
      const workspace = chooseWorkspace(path);
      const { encoder } = parseJobOptions('run', run) as JobOptions<'run'>;
      if (encoder !== undefined) assertEncoderAllowed(workspace, encoder, encoderRoots);
      // One that is there is gone on with as it was read.
      const options = { ...(await readDatasetOptions(workspace)), ...dataset };
      const { project } = await initProject(path, workspace, options);
      project.close();
      const { jobs } = await study.show(workspace);
      return { workspace, job: jobs.add('run', run).id };
    },
    open: async (given) => {
      const workspace = assertAllowed(folders, given);
      await study.show(workspace);
      return { workspace, job: null };
    },
    uploads: createUploadDesk(uploadFolder),
  };
}

async function toResponse(
  path: string,
  workspace: string,
  { dataset, classCounts, samples }: DatasetInspection,
): Promise<InspectionResponse> {
  // One that cannot be opened says so when it is started.
  const standing = await openWorkspace(workspace).catch(() => null);
  const labels = toClassLabels(dataset.classes);
  const reasons = new Map<string, number>();
  for (const { reason } of dataset.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    path,
    title: basename(path),
    format: dataset.format,
    classes: classCounts.map((counts, index) => ({ name: labels[index]!, counts })),
    splits: listSplits(dataset),
    hasHeldOut: hasHeldOut(dataset),
    groupColumns: dataset.groupColumns,
    maskColumn: dataset.maskColumn,
    notes: dataset.notes,
    leftOut: [...reasons].map(([reason, count]) => ({ reason, count })),
    samples: samples.map(({ jpeg, ...sample }) => ({
      ...sample,
      picture: jpeg === null ? null : `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`,
    })),
    workspace,
    hasWorkspace: existsSync(workspaceLayout(workspace).manifest),
    encoder: standing?.manifest.encoder?.name ?? null,
    topFeatures: chooseTopFeatureCount(dataset.classes.length),
  };
}
