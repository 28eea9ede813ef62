// Checks that no two files of src/ export the same name: either they duplicate something, or one needs another name.
// Usage: node scripts/exports.js
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

/** Names that several files may export: a pattern of the files, and why. */
const EXCEPTIONS = {
  // main.ts loads the command of each folder.
  command: /^src\/cli\/commands\/[^/]+\/command\.ts$/,
};

/** The names that a file declares and exports, with their lines. Ignores `export *`. */
function exportsOf(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022);
  const found = [];
  const add = (name) => {
    const { line } = source.getLineAndCharacterOfPosition(name.getStart(source));
    found.push({ name: name.text, path, line: line + 1 });
  };
  const addBinding = (name) =>
    ts.isIdentifier(name) ? add(name) : name.elements.forEach((part) => addBinding(part.name));
  for (const statement of source.statements) {
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      statement.exportClause.elements.forEach(({ name }) => add(name));
    } else if (isExported && ts.isVariableStatement(statement)) {
      statement.declarationList.declarations.forEach(({ name }) => addBinding(name));
    } else if (isExported && statement.name) {
      add(statement.name);
    }
  }
  return found;
}

function main() {
  // src/index.ts only re-exports.
  const files = readdirSync('src', { recursive: true }).filter((path) => path.endsWith('.ts') && path !== 'index.ts');
  const homes = new Map();
  for (const found of files.sort().flatMap((path) => exportsOf(join('src', path)))) {
    const known = homes.get(found.name) ?? [];
    // Within a file, overloads share a name, and so may a type and a value.
    if (!known.some(({ path }) => path === found.path)) homes.set(found.name, [...known, found]);
  }
  let count = 0;
  for (const [name, found] of homes) {
    const [home, ...others] = found.filter(({ path }) => !EXCEPTIONS[name]?.test(path));
    for (const { path, line } of others) {
      count += 1;
      console.log(`${path}:${line}: ${name} is also exported by ${home.path}:${home.line}: rename one, or merge them`);
    }
  }
  process.exitCode = count > 0 ? 1 : 0;
}

main();
