/**
 * The checkpoint that hostile ones are made of: a small ResNet that PyTorch saved, with the features that PyTorch computed.
 */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { fromNpy } from '../../arrays.js';
import type { HostileFile, HostileRow } from '../hostile-files.js';
import { type ZipEnd, type ZipPart, zip } from './zip-files.js';

const FOLDER = new URL('../../../fixtures/checkpoint/resnet-cifar/', import.meta.url);

/** `as-plain`: its features are those of the sound checkpoint. */
export type CheckpointRight = 'as-plain';
export type CheckpointRow = HostileRow<CheckpointRight>;
export type HostileCheckpoint = HostileFile<CheckpointRight>;

/** Of `input.npy`, by PyTorch. */
export const readFeatures = (): number[] => fromNpy(readFileSync(new URL('features.npy', FOLDER))).values;
export const IMAGES = new URL('input.npy', FOLDER);
const bytes = readFileSync(new URL('checkpoint.pt', FOLDER));

/** Members of the sound checkpoint, unpacked. */
export function listParts(): ZipPart[] {
  return Object.entries(unzipSync(bytes)).map(([name, data]) => ({ name, data }));
}

export const isPickle = ({ name }: ZipPart): boolean => name.endsWith('/data.pkl');

/** The checkpoint packed again after a change of its members. */
export const repack =
  (change: (parts: ZipPart[]) => ZipPart[] = (parts) => parts, end: ZipEnd = {}) =>
  (): Buffer =>
    zip(change(listParts()), end);

/** The checkpoint with its description, a pickle, changed. */
export const withPickle = (change: (pickle: Uint8Array) => Uint8Array): (() => Buffer) =>
  repack((parts) => parts.map((part) => (isPickle(part) ? { ...part, data: change(part.data) } : part)));
