// Removes unused files from the tarball in dist/js: types that are not part of the API, code that the bundle contains
// (scripts/bundle.js), and from bundled dependencies, types, source maps, sources, and builds for browsers and ES modules.
// Keeps the licenses of all packages, and the files that the page of `python-gitops dashboards` contains.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { INSIDE } = require('./bundle');

/** License files, which stay in the package. */
const LICENSES = /(^|\/)([\w-]*licen[cs]e|[\w-]*notices?|copying)[^/]*$/i;

const UNUSED = [
  /\.(map|ts|mts|cts|mjs|flow|md|tsbuildinfo)$/i,
  /\.min\.js$/,
  /^(ajv\/lib|diff\/(dist|libesm)|fast-uri\/(benchmark|test)|fastest-levenshtein\/esm|mustache\/wrappers|yaml\/browser)\//,
  /^(sucrase\/dist\/esm|vscode-languageserver-(types|textdocument)\/lib\/esm)\//,
  // Only the types of @babel/parser import it.
  /^@babel\/types\/(?!package\.json$)/,
  /^uplot\/dist\//,
];

const IN_PAGE = /^uplot\/dist\/uPlot\.(iife\.min\.js|min\.css)$/;

/** Whether to keep a file. Its path starts with the name of a bundled package. */
function isKept(file, hasLicense = true) {
  if (LICENSES.test(file) || IN_PAGE.test(file)) return true;
  // Some packages have their license only in the README.
  if (!hasLicense && /^(@[^/]+\/)?[^/]+\/readme[^/]*$/i.test(file)) return true;
  return !UNUSED.some((pattern) => pattern.test(file));
}

function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

/** The programs that a package.json declares. */
function programsOf(folder, file) {
  const { bin = {} } = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const programs = Object.values(typeof bin === 'string' ? [bin] : bin);
  return programs.map((program) => path.posix.join(path.posix.dirname(file), program));
}

/** The types of the package's API: what index.d.ts imports, and what that imports. */
function apiTypes(lib, file = 'index.d.ts', found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = fs.readFileSync(path.join(lib, file), 'utf8');
  for (const [, name] of text.matchAll(/(?:from |import\()['"](\.[^'"]*)['"]/g)) {
    const target = path.posix.join(path.posix.dirname(file), name);
    const candidates = [`${target}.d.ts`, `${target}/index.d.ts`];
    apiTypes(lib, candidates.find((candidate) => fs.existsSync(path.join(lib, candidate))), found);
  }
  return found;
}

/** Keeps the bundle, what loads it, and the types that users of the package can import. */
function pruneLib(lib) {
  const api = apiTypes(lib);
  for (const file of listFiles(lib)) {
    const isKept = file.endsWith('.d.ts') ? api.has(file) : file === 'index.js' || file.startsWith('bundle/');
    if (!isKept) fs.rmSync(path.join(lib, file));
  }
  // Folders without files.
  for (const folder of fs.readdirSync(lib, { recursive: true }).sort().reverse()) {
    const full = path.join(lib, folder);
    if (fs.statSync(full).isDirectory() && fs.readdirSync(full).length === 0) fs.rmdirSync(full);
  }
}

/** Writes the licenses of the packages that the bundle contains. */
function writeLicenses(folder) {
  const list = path.join(folder, 'lib/bundle/packages.json');
  const texts = JSON.parse(fs.readFileSync(list, 'utf8')).map((name) => {
    const place = path.join(folder, 'node_modules', name);
    const files = fs.readdirSync(place).sort();
    const license = files.find((file) => LICENSES.test(file)) ?? files.find((file) => /^readme/i.test(file));
    if (license === undefined) throw new Error(`${name} is in the bundle and has no license: leave it out of INSIDE in scripts/bundle.js`);
    return `${name}\n${'-'.repeat(name.length)}\n\n${fs.readFileSync(path.join(place, license), 'utf8').trim()}\n`;
  });
  fs.writeFileSync(path.join(folder, 'lib/bundle/LICENSES.txt'), texts.join('\n\n'));
  fs.rmSync(list);
}

/** Removes the packages that the bundle contains, unless another bundled package needs them. */
function removeInside(folder) {
  const file = path.join(folder, 'package.json');
  const own = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const name of INSIDE) delete own.dependencies[name];
  own.bundledDependencies = Object.keys(own.dependencies);
  fs.writeFileSync(file, `${JSON.stringify(own, undefined, 2)}\n`);
  const needed = new Set();
  const add = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    const { dependencies = {} } = JSON.parse(
      fs.readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'),
    );
    Object.keys(dependencies).forEach(add);
  };
  own.bundledDependencies.forEach(add);
  const modules = path.join(folder, 'node_modules');
  for (const entry of fs.readdirSync(modules)) {
    const names = entry.startsWith('@') ? fs.readdirSync(path.join(modules, entry)).map((name) => `${entry}/${name}`) : [entry];
    const unused = names.filter((name) => !needed.has(name));
    for (const name of unused) fs.rmSync(path.join(modules, name), { recursive: true });
    if (unused.length === names.length && entry.startsWith('@')) fs.rmdirSync(path.join(modules, entry));
  }
}

function prune(folder) {
  const files = listFiles(folder);
  const packageOf = (file) => /^(@[^/]+\/)?[^/]+\//.exec(file)?.[0];
  // Package managers link these, and some warn about missing ones.
  const manifests = files.filter((file) => file.endsWith('/package.json'));
  const programs = new Set(manifests.flatMap((file) => programsOf(folder, file)));
  const licensed = new Set(files.filter((file) => LICENSES.test(file)).map(packageOf));
  for (const file of files) {
    if (!programs.has(file) && !isKept(file, licensed.has(packageOf(file)))) fs.rmSync(path.join(folder, file));
  }
}

function main() {
  const dist = path.join(__dirname, '../dist/js');
  const tarballs = fs.readdirSync(dist).filter((name) => name.endsWith('.tgz'));
  if (tarballs.length !== 1)
    throw new Error(`dist/js must contain one tarball, got ${tarballs.length}: remove dist/js, then run npx projen package:js`);
  const tarball = path.join(dist, tarballs[0]);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', scratch]);
    const folder = path.join(scratch, 'package');
    writeLicenses(folder);
    removeInside(folder);
    prune(path.join(folder, 'node_modules'));
    pruneLib(path.join(folder, 'lib'));
    const before = listFiles(folder);
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
    const [packed] = JSON.parse(
      execFileSync('npm', pack, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    const lost = before.filter((file) => !packed.files.some((entry) => entry.path === file));
    if (lost.length > 0) throw new Error(`npm pack omitted files: ${lost.join(', ')}`);
    fs.copyFileSync(path.join(scratch, packed.filename), tarball);
    console.error(`${path.relative(process.cwd(), tarball)}: ${packed.entryCount} files, ${packed.size} bytes`);
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

module.exports = { isKept };
if (require.main === module) main();
