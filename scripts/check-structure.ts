import { createRequire } from 'node:module';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTypeScriptConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** Checks who imports whom, and says how much it looked at: a check of nothing is a failure. */
const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden'];
  options: ICruiseOptions;
};
const folders = ['src', 'strategies', 'bench', 'scripts', 'test'];
const { output } = await cruise(
  folders,
  { ...configuration.options, validate: true, ruleSet: { forbidden: configuration.forbidden! } },
  undefined,
  { tsConfig: extractTypeScriptConfig('tsconfig.json') },
);
const { summary, modules } = output as ICruiseResult;
const own = modules.filter((module) => folders.some((folder) => module.source.startsWith(`${folder}/`)));
const dependencies = own.reduce((sum, module) => sum + module.dependencies.length, 0);
for (const violation of summary.violations) {
  process.stderr.write(
    `${violation.rule.severity} ${violation.rule.name}: ${violation.from} -> ${violation.to}\n`,
  );
}
process.stdout.write(
  `structure: ${own.length} modules, ${dependencies} imports, ${configuration.forbidden!.length} rules, ${summary.violations.length} violations\n`,
);
if (own.length < 20 || dependencies < 20) {
  process.stderr.write('structure: next to nothing was checked\n');
  process.exitCode = 1;
}
if (summary.violations.length > 0) process.exitCode = 1;
