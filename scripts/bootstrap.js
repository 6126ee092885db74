/**
 * What `npm start` and `npm test` do before anything else: install what is missing, compile what is stale.
 * Needs nothing but Node and npm; prints one line per step and stops with the failing step's own exit code.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STAMP = join(ROOT, 'node_modules', '.cache', 'spuriosity-lock.sha256');
const OLDEST_NODE = [20, 19];

function run(title, command, args) {
  console.error(title);
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function newestTimeMs(folder, extension) {
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !extension.test(entry.name)) continue;
    newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return newest;
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(`spuriosity needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(join(ROOT, 'package-lock.json')))
  .digest('hex');
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lock) {
  run('Installing dependencies (npm ci) …', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(join(STAMP, '..'), { recursive: true });
  writeFileSync(STAMP, lock);
}

/** True when `built` is not there, or older than a source. */
function isStale(built, folders, extension) {
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return folders.some((folder) => newestTimeMs(join(ROOT, folder), extension) > builtMs);
}

const tool = (...path) => join(ROOT, 'node_modules', ...path);
if (isStale(join(ROOT, 'dist', '.tsbuildinfo'), ['src'], /\.tsx?$/)) {
  run('Compiling …', process.execPath, [tool('typescript', 'bin', 'tsc'), '-p', ROOT]);
}
if (isStale(join(ROOT, 'dist', 'program', 'main.js'), ['dist'], /\.tsbuildinfo$/)) {
  run('Bundling …', process.execPath, [join(ROOT, 'scripts', 'bundle-program.js')]);
}
const app = ['web/src', 'web/public', 'src/protocol', 'src/records'];
const appRoot = ['index.html', 'package.json', 'vite.config.ts'].map((name) => join(ROOT, 'web', name));
const page = join(ROOT, 'dist', 'web', 'index.html');
if (isStale(page, app, /./) || appRoot.some((file) => statSync(file).mtimeMs > statSync(page).mtimeMs)) {
  const config = join(ROOT, 'web', 'vite.config.ts');
  run('Building the app …', process.execPath, [
    tool('vite', 'bin', 'vite.js'),
    'build',
    '--config',
    config,
    '--logLevel',
    'warn',
  ]);
}
