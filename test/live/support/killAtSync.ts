import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before a program (`node --import`), kills its process after so many waits for the disk: `KILL_AT_SYNC=17`. Each
 * record of a session's journal, each piece of its recording and each recommendation is such a wait.
 */
let left = Number(process.env['KILL_AT_SYNC']);
const sync = fs.fsyncSync;
fs.fsyncSync = (file) => {
  sync(file);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
