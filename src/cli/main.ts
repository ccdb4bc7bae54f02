import module from 'node:module';

const OLDEST_NODE = 24;
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(`tapebench needs Node ${OLDEST_NODE} or later; this is ${process.version}.\n`);
  process.exit(2);
}
module.enableCompileCache();

// Who reads our output may stop early, as `head` does; the work goes on, and what is stored is stored.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const words = process.argv.slice(2);
const [first] = words;
// The overview and the version need nothing of what the commands need; they answer before anything is loaded.
if (first === undefined && process.stdout.isTTY === true) {
  const { whereabouts, whereaboutsText } = await import('./whereabouts.ts');
  process.stdout.write(whereaboutsText(whereabouts('.')));
} else if (
  first === undefined ||
  (words.length === 1 && (first === '--help' || first === '-h' || first === 'help'))
) {
  const { overview } = await import('./overview.ts');
  process.stdout.write(overview(process.stdout.columns ?? 120));
} else if (words.length === 1 && (first === '--version' || first === '-v')) {
  const { packageVersion } = await import('./packageVersion.ts');
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const { runCommandLine } = await import('./commandLine.ts');
  process.exitCode = await runCommandLine(words);
}
