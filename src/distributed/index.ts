/** Work divided over machines: arrays of jobs, queues, and the end that brings the parts together. */
export { readPart } from './array-index.js';
export { mergeShards } from './merge.js';
export { type QueueSummary, readQueueStatus, startQueue } from './queue/queue.js';
export { DEFAULT_REDIS_URL } from './queue/redis.js';
export { runWorker } from './queue/worker.js';
