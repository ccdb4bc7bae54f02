import { parentPort } from 'node:worker_threads';
import { runWorld, type WorldTask } from './world.ts';

/** One world a message. */
parentPort!.on('message', (task: WorldTask) => {
  parentPort!.postMessage(runWorld(task));
});
