/** `queue`, `worker`, `merge`: an extraction that is divided over machines; `extract --shard` is in `features.ts`. */
import type { Command } from 'commander';
import {
  DEFAULT_REDIS_URL,
  mergeShards,
  type QueueSummary,
  readQueueStatus,
  runWorker,
  startQueue,
} from '../../distributed/index.js';
import { formatQuantity } from '../../words/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { warnOfOutdatedTables, withProject } from '../workspace-option.js';
import { addEncoderOptions, type EncoderOptions, toExtractOptions } from './features.js';

const DEFAULT_GRACE_SECONDS = 20;
const REDIS_VARIABLE = 'SPURIOSITY_REDIS';

interface RedisOptions {
  redis?: string;
}

export function addDistributedCommands(program: Command): void {
  addQueueCommands(program);
  addWorkerCommand(program);
  addMergeCommand(program);
}

/** The option, the variable, or Redis on this machine. */
function toRedisUrl({ redis }: RedisOptions): string {
  return redis ?? process.env[REDIS_VARIABLE] ?? DEFAULT_REDIS_URL;
}

function addRedisOption(command: Command): Command {
  return command.option(
    '--redis <url>',
    `address of Redis (default: ${REDIS_VARIABLE}, else ${DEFAULT_REDIS_URL})`,
  );
}

function addQueueCommands(program: Command): void {
  const queue = program
    .command('queue')
    .description('Shards of an extraction as jobs in Redis, for any number of `worker` commands.');
  const start = queue
    .command('start')
    .description(
      'Put every shard without a receipt into the queue; again after it was lost or shards failed.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity queue start -w /shared/photos.spuriosity --redis redis://10.0.0.5:6379',
    );
  addHandler<EncoderOptions & RedisOptions>(addRedisOption(addEncoderOptions(start)), (terminal, options) =>
    withProject({ ...options, forReading: true }, async (project) => {
      const summary = await startQueue(
        project,
        toExtractOptions(options),
        toRedisUrl(options),
        terminal.observer,
      );
      printQueue(terminal, summary);
      return { document: summary };
    }),
  );
  const status = queue.command('status').description('How far the extraction is, and what has failed.');
  addHandler<RedisOptions>(addRedisOption(status), (terminal, options) =>
    withProject({ ...options, forReading: true }, async (project) => {
      const summary = await readQueueStatus(project, toRedisUrl(options), terminal.observer);
      printQueue(terminal, summary);
      return { document: summary };
    }),
  );
}

function printQueue(terminal: Terminal, summary: QueueSummary): void {
  const { shardCount, finishedCount, waiting, active, workers, failed } = summary;
  terminal.print(
    `${finishedCount} of ${formatQuantity(shardCount, 'shard')} finished, ${waiting} waiting, ${active} in work; ${formatQuantity(workers, 'worker')}.`,
  );
  for (const { shard, reason } of failed) terminal.print(`Failed: shard ${shard}. ${reason}`);
}

function addWorkerCommand(program: Command): void {
  const worker = program
    .command('worker')
    .description('Compute shards from the queue until all are there; any number at once, on any machine.')
    .option(
      '--grace <seconds>',
      'time to finish the shard in work after SIGTERM; else it is given back',
      parseWholeNumber(0),
      DEFAULT_GRACE_SECONDS,
    )
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity worker -w /shared/photos.spuriosity --redis redis://10.0.0.5:6379 --threads 4',
    );
  addHandler<EncoderOptions & RedisOptions & { grace: number }>(
    addRedisOption(addEncoderOptions(worker)),
    (terminal, options) =>
      withProject({ ...options, forReading: true }, async (project) => {
        const graceMs = options.grace * 1000;
        terminal.stop.grant(graceMs);
        const summary = await runWorker(
          project,
          toExtractOptions(options),
          { redisUrl: toRedisUrl(options), graceMs },
          terminal.observer,
        );
        terminal.print(
          `${formatQuantity(summary.shardCount, 'shard')} of ${formatQuantity(summary.imageCount, 'image')} computed here; all are there now. \`spuriosity merge\` brings them together.`,
        );
        return { document: summary };
      }),
  );
}

function addMergeCommand(program: Command): void {
  const merge = program
    .command('merge')
    .description('Bring together what the parts of a divided extraction have made; refuses gaps.')
    .option('--allow-gaps', 'leave out the images of missing shards; says which classes lose how many', false)
    .option('--verify', 'read every byte of the features and compare it with its receipt', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity merge -w photos.spuriosity
  spuriosity merge -w photos.spuriosity --allow-gaps     without shards that cannot be made`,
    );
  addHandler<{ allowGaps: boolean; verify: boolean }>(merge, (terminal, options) =>
    withProject(options, async (project) => {
      const summary = await mergeShards(project, options, terminal.observer);
      await warnOfOutdatedTables(terminal, project);
      terminal.print(
        `${formatQuantity(summary.shardCount - summary.gaps.length, 'shard')} of ${formatQuantity(summary.imageCount, 'image')} brought together${summary.gaps.length > 0 ? `; ${summary.gaps.length} left out` : ''}.`,
      );
      return { document: summary, skippedCount: summary.skippedCount };
    }),
  );
}
