/**
 * Values that take a pass over the data, computed once for as long as what they rest on stays the same.
 * In: a project, marks of everything else that decides the value. Out: the value, which nobody may change. Stores nothing on disk.
 */
import type { OpenDataset, Project } from './project.js';

/** Computes the value of that name, or gives the one kept under the same marks; of every name only the newest is kept. */
export type KeepValue<T> = (
  project: Project,
  name: string,
  marks: readonly unknown[],
  compute: () => Promise<T>,
) => Promise<T>;

interface Kept<T> {
  marks: readonly unknown[];
  value: Promise<T>;
}

/**
 * Room for values of one kind. They go with the project's data set, which `forget` replaces whenever images or features change, so
 * marks need not name those. Marks are compared by identity, so that one kept value can be a mark of the next. A failure is not kept.
 */
export function createKeeper<T>(): KeepValue<T> {
  const ofDataset = new WeakMap<OpenDataset, Map<string, Kept<T>>>();
  return (project, name, marks, compute) => {
    const dataset = project.readDataset();
    const byName = ofDataset.get(dataset) ?? new Map<string, Kept<T>>();
    ofDataset.set(dataset, byName);
    const known = byName.get(name);
    if (known !== undefined && areSame(known.marks, marks)) return known.value;
    const kept = { marks, value: compute() };
    byName.set(name, kept);
    kept.value.catch(() => {
      if (byName.get(name) === kept) byName.delete(name);
    });
    return kept.value;
  };
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((mark, place) => Object.is(mark, b[place]));
}
