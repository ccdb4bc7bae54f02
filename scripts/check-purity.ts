import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * The rooms that decide and compute use no clock, no unseeded randomness, no file, no network, no environment. Checked on
 * the syntax tree, so that a word in a comment is no offence; says how much it looked at.
 */
const ROOMS = ['src/market', 'src/engine', 'src/stats', 'strategies'];

const FORBIDDEN_GLOBALS = new Map([
  ['process', 'environment'],
  ['performance', 'clock'],
  ['fetch', 'network'],
  ['WebSocket', 'network'],
  ['crypto', 'unseeded randomness'],
  ['setTimeout', 'clock'],
  ['setInterval', 'clock'],
  ['setImmediate', 'clock'],
  ['globalThis', 'a way around this check'],
  ['require', 'a way around this check'],
  ['eval', 'a way around this check'],
]);
const FORBIDDEN_MEMBERS = new Map([
  ['Math.random', 'unseeded randomness'],
  ['Date.now', 'clock'],
  ['Date.parse', 'host time zone'],
  ['Temporal.Now', 'clock'],
]);
const LOCAL_TIME_METHODS = new Set(
  ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'].flatMap((part) => [
    `get${part}`,
    `set${part}`,
  ]),
);
const LOCALE_METHODS = new Set([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'localeCompare',
  'getTimezoneOffset',
]);
/** Hashing is arithmetic; nothing else of the runtime's modules is allowed. */
const ALLOWED_RUNTIME_IMPORTS = new Map([['node:crypto', new Set(['createHash', 'hash', 'Hash'])]]);

interface Offence {
  readonly place: string;
  readonly what: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isDeclarationOrMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return true;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent))
    return true;
  return ts.isPropertyDeclaration(parent) || ts.isTypeReferenceNode(parent) || ts.isBindingElement(parent);
}

function offencesOf(file: string): Offence[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const offences: Offence[] = [];
  const add = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    offences.push({ place: `${file}:${line + 1}`, what });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      checkImport(node, node.moduleSpecifier.text);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, 'import at run time');
    if (
      ts.isNewExpression(node) &&
      node.expression.getText(source) === 'Date' &&
      (node.arguments?.length ?? 0) !== 1
    ) {
      add(node, 'clock or host time zone: new Date takes one UTC number here');
    }
    if (ts.isPropertyAccessExpression(node)) {
      const reason = FORBIDDEN_MEMBERS.get(node.getText(source));
      if (reason !== undefined) add(node, `${reason}: ${node.getText(source)}`);
      if (LOCAL_TIME_METHODS.has(node.name.text)) add(node, `host time zone: ${node.name.text}`);
      if (LOCALE_METHODS.has(node.name.text)) add(node, `host locale: ${node.name.text}`);
    }
    if (ts.isIdentifier(node) && !isDeclarationOrMemberName(node)) {
      const reason = FORBIDDEN_GLOBALS.get(node.text);
      if (reason !== undefined) add(node, `${reason}: ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  const checkImport = (node: ts.ImportDeclaration, specifier: string): void => {
    if (!specifier.startsWith('node:')) return;
    const allowed = ALLOWED_RUNTIME_IMPORTS.get(specifier);
    const named = node.importClause?.namedBindings;
    const names =
      named && ts.isNamedImports(named)
        ? named.elements.map((element) => (element.propertyName ?? element.name).text)
        : ['*'];
    for (const name of names) if (!allowed?.has(name)) add(node, `runtime module: ${name} of ${specifier}`);
  };
  visit(source);
  return offences;
}

let files = 0;
const offences: Offence[] = [];
for (const room of ROOMS) {
  const found = filesBelow(room);
  if (found.length === 0) {
    process.stderr.write(`purity: nothing to check in ${room}\n`);
    process.exitCode = 1;
  }
  files += found.length;
  for (const file of found) offences.push(...offencesOf(file));
}
for (const { place, what } of offences) process.stderr.write(`${place} ${what}\n`);
process.stdout.write(`purity: ${files} files in ${ROOMS.length} rooms, ${offences.length} offences\n`);
if (offences.length > 0) process.exitCode = 1;
