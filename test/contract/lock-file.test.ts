/**
 * The lock file installs on every platform, with `npm ci`, from whatever registry is set.
 * npm leaves out what it could not look up, and says nothing; the next person's install then breaks.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

interface LockedPackage {
  link?: boolean;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

const { packages } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};

const PLATFORMS = [
  { os: 'linux', cpu: 'x64', libc: 'glibc' },
  { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { os: 'linux', cpu: 'x64', libc: 'musl' },
  { os: 'linux', cpu: 'arm64', libc: 'musl' },
  { os: 'darwin', cpu: 'x64', libc: null },
  { os: 'darwin', cpu: 'arm64', libc: null },
  { os: 'win32', cpu: 'x64', libc: null },
  { os: 'win32', cpu: 'arm64', libc: null },
] as const;
type Platform = (typeof PLATFORMS)[number];

/** Packages whose binaries are packages of their own, one for each platform, picked by npm. */
const FAMILIES = ['@biomejs/biome', 'lightningcss', 'oxc-parser', 'oxc-resolver', 'rolldown', 'sharp'];

/** Packages that hold the binaries of all platforms, and the file of one. */
const PREBUILT: Record<string, (platform: Platform) => string> = {
  '@photostructure/sqlite': ({ os, cpu, libc }) =>
    `prebuilds/${os}-${cpu}/@photostructure+sqlite.${libc ?? 'glibc'}.node`,
  'onnxruntime-node': ({ os, cpu }) => `bin/napi-v6/${os}/${cpu}/onnxruntime_binding.node`,
};

/** Whether a locked package is installed on a platform: a field that is absent allows all. */
function isFor(locked: LockedPackage, { os, cpu, libc }: Platform): boolean {
  const allows = (list: string[] | undefined, value: string | null) =>
    list === undefined || value === null || list.includes(value);
  return allows(locked.os, os) && allows(locked.cpu, cpu) && allows(locked.libc, libc);
}

/** A dependency as Node finds it from the folder of `from`, or undefined. */
function find(from: string, name: string): LockedPackage | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const found = packages[path.posix.join(folder, 'node_modules', name)];
    if (found !== undefined || folder === '') return found;
  }
}

test('every optional package that a locked one names is locked too', () => {
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => find(from, name) === undefined)
      .map((name) => `${from} → ${name}`),
  );
  expect(missing).toEqual([]);
});

test('the native packages are these', () => {
  const withBinaries = Object.entries(packages).filter(([from, { optional, optionalDependencies = {} }]) => {
    // Whoever asks for it does without it: msgpackr, of the queue.
    if (optional) return false;
    const names = Object.keys(optionalDependencies);
    return names.filter((name) => find(from, name)?.os !== undefined).length > 1;
  });
  const names = (list: [string, LockedPackage][]) =>
    list.map(([from]) => from.replace(/^.*node_modules\//, '')).sort();
  expect(names(withBinaries)).toEqual(FAMILIES);
  const withPlatforms = Object.entries(packages).filter(
    ([, { os, cpu, optional = false }]) => (os !== undefined || cpu !== undefined) && !optional,
  );
  expect(names(withPlatforms)).toEqual(Object.keys(PREBUILT));
});

test.each(FAMILIES)('%s has its binary for every platform', (family) => {
  const from = `node_modules/${family}`;
  const binaries = Object.keys(packages[from]!.optionalDependencies!)
    .map((name) => find(from, name)!)
    .filter(({ os }) => os !== undefined);
  for (const platform of PLATFORMS) {
    expect(
      binaries.some((binary) => isFor(binary, platform)),
      JSON.stringify(platform),
    ).toBe(true);
  }
});

test('packages that hold all binaries have them; onnxruntime has none for musl and for Macs with Intel processors', () => {
  const missing = Object.entries(PREBUILT).flatMap(([name, toFile]) =>
    PLATFORMS.map(toFile)
      .filter((file) => !existsSync(path.join(REPOSITORY, 'node_modules', name, file)))
      .map((file) => `${name}/${file}`),
  );
  expect(missing).toEqual(['onnxruntime-node/bin/napi-v6/darwin/x64/onnxruntime_binding.node']);
});

test('packages come from any registry, and are checked', () => {
  for (const [name, { link, resolved, integrity }] of Object.entries(packages)) {
    if (!name.startsWith('node_modules/') || link) continue;
    expect(resolved, name).toBeUndefined();
    expect(integrity, name).toMatch(/^sha512-/);
  }
});
