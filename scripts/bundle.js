// Bundles the compiled library, and the packages that most commands load, into one file: Node.js takes longer to find and
// read 500 small files than to run them. Packages that few commands need stay outside, and are loaded by them.
const { buildSync } = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const BUNDLE = 'lib/bundle/python-gitops.js';

/** Packages that the bundle contains, with what they need. The tarball has only their licenses. */
const INSIDE = [
  'commander',
  'fastest-levenshtein',
  'ipaddr.js',
  'mustache',
  'picocolors',
  'rfc6902',
  'sucrase',
  'yaml',
];

/** A separate file, because it tells its own stack frames from those of the library by the name of the file. */
const SEPARATE = 'config-machine';

/** The command line and the project type share one bundle: a config's project must be of the class that commands know. */
const ENTRY = `
exports.main = (...args) => require('./cli/main.js').main(...args);
exports.library = () => require('./python-gitops-app.js');
`;

/** What \`import … from '@org/python-gitops-app'\` loads. All other exports are types. */
const INDEX = `'use strict';
module.exports = require('./bundle/python-gitops.js').library();
`;

/** The name of the package that a file belongs to; undefined for a file of the library. */
function packageOf(file) {
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(file)?.[1];
}

function bundle() {
  const { dependencies, peerDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const outside = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !INSIDE.includes(name));
  const { metafile } = buildSync({
    absWorkingDir: ROOT,
    stdin: { contents: ENTRY, resolveDir: path.join(ROOT, 'lib'), sourcefile: 'lib/entry.js' },
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [`./${SEPARATE}`, ...outside.flatMap((name) => [name, `${name}/*`])],
    legalComments: 'inline',
    metafile: true,
    logLevel: 'warning',
  });
  // One other character would double the memory that Node.js needs for the text.
  const other = /^.*[^\0-\x7f].*$/m.exec(fs.readFileSync(path.join(ROOT, BUNDLE), 'utf8'));
  if (other) throw new Error(`the bundle must be ASCII: write \\u escapes in this regular expression: ${other[0].trim()}`);
  fs.copyFileSync(path.join(ROOT, `lib/cli/repository/${SEPARATE}.js`), path.join(ROOT, `lib/bundle/${SEPARATE}.js`));
  fs.writeFileSync(path.join(ROOT, 'lib/index.js'), INDEX);
  return [...new Set(Object.keys(metafile.inputs).flatMap((file) => packageOf(file) ?? []))].sort();
}

if (require.main === module) {
  const packages = bundle();
  fs.writeFileSync(path.join(ROOT, 'lib/bundle/packages.json'), `${JSON.stringify(packages, undefined, 2)}\n`);
}
module.exports = { INSIDE };
